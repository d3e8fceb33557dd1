package dev.waypost.config.hub;

import dev.waypost.config.change.Changeset;
import dev.waypost.config.change.Names;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Adds, changes and deletes business accounts, within a change that somebody else commits. No snapshot shows them.
@Singleton
final class Accounts {
    private final AccountStore store;
    private final HubStore hub;

    Accounts(AccountStore store, HubStore hub) {
        this.store = store;
        this.hub = hub;
    }

    BusinessAccount add(Changeset change, BusinessAccount wanted) throws SQLException {
        hub.checkTenant(change.sql(), Names.orEmpty(wanted.tenantId()));
        if (!store.add(change.sql(), wanted)) {
            throw Hub.ACCOUNT.taken(wanted.id());
        }
        return done(change, "created", null, wanted.id());
    }

    BusinessAccount update(Changeset change, String id, long expected, UnaryOperator<BusinessAccount> edit)
            throws SQLException {
        BusinessAccount before = Hub.ACCOUNT.held(id, expected, store.find(change.sql(), id));
        BusinessAccount after = edit.apply(before);
        hub.checkTenant(change.sql(), Names.orEmpty(after.tenantId()));
        store.update(change.sql(), after);
        return done(change, "updated", before, id);
    }

    void delete(Changeset change, String id, long expected) throws SQLException {
        BusinessAccount before = Hub.ACCOUNT.held(id, expected, store.find(change.sql(), id));
        Hub.ACCOUNT.checkFree(id, hub.appsOfAccount(change.sql(), id));
        store.delete(change.sql(), id);
        Hub.ACCOUNT.audit(change, "deleted", before, null);
    }

    private BusinessAccount done(Changeset change, String verb, @Nullable BusinessAccount before, String id)
            throws SQLException {
        BusinessAccount after = store.find(change.sql(), id).orElseThrow();
        Hub.ACCOUNT.audit(change, verb, before, after);
        return after;
    }
}
