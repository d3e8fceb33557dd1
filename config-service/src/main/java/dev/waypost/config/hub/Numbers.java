package dev.waypost.config.hub;

import dev.waypost.config.change.Changeset;
import dev.waypost.config.change.Names;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/// Adds, moves, changes and deletes phone numbers, within a change that somebody else commits.
@Singleton
final class Numbers {
    private final NumberStore store;
    private final AppStore apps;
    private final ProjectStore projects;
    private final HubStore hub;

    Numbers(NumberStore store, AppStore apps, ProjectStore projects, HubStore hub) {
        this.store = store;
        this.apps = apps;
        this.projects = projects;
        this.hub = hub;
    }

    PhoneNumber add(Changeset change, PhoneNumber wanted) throws SQLException {
        String tenantId = Names.orEmpty(wanted.tenantId());
        hub.checkTenant(change.sql(), tenantId);
        Hub.APP.seen(wanted.appId(), "", apps.find(change.sql(), wanted.appId()));
        List<String> owners = store.ownersOf(change.sql(), wanted.id());
        if (!tenantId.isEmpty() && owners.stream().anyMatch(owner -> !owner.equals(tenantId))) {
            throw Hub.NUMBER.taken(wanted.id()).detail("The phone number id belongs to another tenant.");
        }
        if (!store.add(change.sql(), wanted)) {
            throw Hub.NUMBER.taken(wanted.id());
        }
        checkDisplay(change, wanted);
        change.touchAll(store.ownersOf(change.sql(), wanted.id()));
        PhoneNumber after = store.find(change.sql(), wanted.id()).orElseThrow();
        Hub.NUMBER.audit(change, "created", null, after);
        return after;
    }

    PhoneNumber update(Changeset change, String id, long expected, UnaryOperator<PhoneNumber> edit)
            throws SQLException {
        PhoneNumber before = Hub.NUMBER.held(id, expected, store.find(change.sql(), id));
        PhoneNumber after = edit.apply(before);
        var touched = new TreeSet<>(store.ownersOf(change.sql(), id));
        checkDisplay(change, after);
        String tenantId = Names.orEmpty(after.tenantId());
        if (!tenantId.equals(Names.orEmpty(before.tenantId()))) {
            hub.checkTenant(change.sql(), tenantId);
            Hub.NUMBER.checkFree(
                    id,
                    hub.foreignEndpointsOfNumber(change.sql(), id, tenantId),
                    hub.foreignProjectsOfNumber(change.sql(), id, tenantId));
        }
        store.update(change.sql(), after);
        if (!tenantId.isEmpty()) {
            projects.join(change.sql(), id, tenantId);
            touched.add(tenantId);
        }
        change.touchAll(touched);
        PhoneNumber done = store.find(change.sql(), id).orElseThrow();
        Hub.NUMBER.audit(change, "updated", before, done);
        return done;
    }

    void delete(Changeset change, String id, long expected) throws SQLException {
        PhoneNumber before = Hub.NUMBER.held(id, expected, store.find(change.sql(), id));
        Hub.NUMBER.checkFree(id, hub.mappingsOfNumber(change.sql(), id));
        List<String> owners = store.ownersOf(change.sql(), id);
        store.delete(change.sql(), id);
        change.touchAll(owners);
        Hub.NUMBER.audit(change, "deleted", before, null);
    }

    private void checkDisplay(Changeset change, PhoneNumber number) throws SQLException {
        Optional<String> other = store.otherOfDisplay(change.sql(), number);
        if (other.isPresent()) {
            throw Hub.NUMBER.clash("display_number", other.get());
        }
    }
}
