package dev.waypost.config.masterkey;

import dev.waypost.platform.db.Db;
import jakarta.inject.Singleton;

/// Keeps the one sealed text that every start tries to open.
@Singleton
final class CanaryStore {
    private final Db db;

    CanaryStore(Db db) {
        this.db = db;
    }

    /// The canary that was there first; several processes may start on an empty database at once.
    String keep(String sealed) {
        return db.tx(sql -> {
            sql.update("INSERT INTO canary (sealed) VALUES (?) ON CONFLICT DO NOTHING", sealed);
            return sql.one("SELECT sealed FROM canary", row -> row.string("sealed"))
                    .orElseThrow();
        });
    }
}
