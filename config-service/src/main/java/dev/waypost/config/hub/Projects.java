package dev.waypost.config.hub;

import dev.waypost.config.change.Changeset;
import dev.waypost.config.change.Names;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/// Adds, changes and deletes projects, within a change that somebody else commits.
@Singleton
final class Projects {
    private final ProjectStore store;
    private final HubStore hub;

    Projects(ProjectStore store, HubStore hub) {
        this.store = store;
        this.hub = hub;
    }

    Project add(Changeset change, Project wanted) throws SQLException {
        hub.checkTenant(change.sql(), Names.orEmpty(wanted.tenantId()));
        if (!store.add(change.sql(), wanted)) {
            throw Hub.PROJECT.taken(wanted.id());
        }
        Project after = store.find(change.sql(), wanted.id()).orElseThrow();
        // A tenant with codes of a gateway gets what its users write there in every project that is its own.
        change.touchAll(hub.tenantsOfProject(change.sql(), after));
        Hub.PROJECT.audit(change, "created", null, after);
        return after;
    }

    /// Switches off what is on and was not changed meanwhile.
    ///
    /// @param cause named as in the contract without prefix
    Project disable(Changeset change, String id, long expected, String cause) throws SQLException {
        Project before = Hub.PROJECT.seen(id, "", store.find(change.sql(), id));
        if (!before.active()) {
            return before;
        }
        Hub.PROJECT.held(id, expected, Optional.of(before));
        store.update(change.sql(), before.disabled(cause));
        change.touchAll(hub.tenantsOfProject(change.sql(), before));
        Project after = store.find(change.sql(), id).orElseThrow();
        Hub.PROJECT.audit(change, "disabled", before, after);
        return after;
    }

    Project update(Changeset change, String id, long expected, UnaryOperator<Project> edit) throws SQLException {
        Project before = Hub.PROJECT.held(id, expected, store.find(change.sql(), id));
        Project after = edit.apply(before);
        String tenantId = Names.orEmpty(after.tenantId());
        if (!tenantId.equals(Names.orEmpty(before.tenantId()))) {
            hub.checkTenant(change.sql(), tenantId);
            Hub.PROJECT.checkFree(
                    id,
                    hub.foreignNumbersOfProject(change.sql(), id, tenantId),
                    hub.foreignGatewaysOfProject(change.sql(), id, tenantId));
        }
        var touched = new TreeSet<>(hub.tenantsOfProject(change.sql(), before));
        store.update(change.sql(), after);
        touched.addAll(hub.tenantsOfProject(change.sql(), after));
        change.touchAll(touched);
        Project done = store.find(change.sql(), id).orElseThrow();
        Hub.PROJECT.audit(change, "updated", before, done);
        return done;
    }

    /// Refused while anything gives it events: what waits for it would have nowhere to go.
    void delete(Changeset change, String id, long expected) throws SQLException {
        Project before = Hub.PROJECT.held(id, expected, store.find(change.sql(), id));
        Hub.PROJECT.checkFree(id, hub.mappingsOfProject(change.sql(), id), hub.gatewaysOfProject(change.sql(), id));
        List<String> touched = hub.tenantsOfProject(change.sql(), before);
        store.delete(change.sql(), id);
        change.touchAll(touched);
        Hub.PROJECT.audit(change, "deleted", before, null);
    }
}
