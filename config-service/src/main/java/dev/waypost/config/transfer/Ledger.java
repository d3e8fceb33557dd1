package dev.waypost.config.transfer;

import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Sql;
import jakarta.inject.Singleton;
import java.sql.SQLException;

/// Moves operations on: what a step changed and how far it came are committed together, or neither.
@Singleton
final class Ledger {
    private final Db db;
    private final TransferStore store;
    private final ItemStore items;
    private final TransferSettings settings;

    Ledger(Db db, TransferStore store, ItemStore items, TransferSettings settings) {
        this.db = db;
        this.store = store;
        this.items = items;
        this.settings = settings;
    }

    /// The statements of one step, and where it leads.
    interface Step {
        Advance run(Sql sql) throws SQLException;
    }

    /// @throws LeaseLost when another process works the operation now; nothing was changed
    void commit(Lease lease, Step step) {
        Advance made = db.tx(sql -> {
            Advance advance = step.run(sql);
            record(sql, lease, advance);
            return advance;
        });
        lease.moved(made);
    }

    void commit(Lease lease, Advance advance) {
        commit(lease, sql -> advance);
    }

    /// For steps whose transaction somebody else opened; they tell the lease once it is committed.
    ///
    /// To be called last in the transaction: the operation's row is locked from here on.
    void record(Sql sql, Lease lease, Advance advance) throws SQLException {
        items.add(sql, lease.operationId(), advance.items());
        lease.seen(store.advance(sql, lease.operationId(), lease.epoch(), advance, settings.lease())
                .orElseThrow(() -> new LeaseLost(lease.operationId())));
    }
}
