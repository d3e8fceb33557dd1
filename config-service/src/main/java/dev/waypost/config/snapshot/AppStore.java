package dev.waypost.config.snapshot;

import dev.waypost.config.credential.SealedSecret;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Row;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Finds what is needed to check an app's webhooks, and who uses the app.
@Singleton
class AppStore {
    record Secrets(
            String appId,
            @Nullable SealedSecret appSecret,
            @Nullable SealedSecret verifyToken) {}

    private final Db db;
    private final InstantSource clock;

    AppStore(Db db, InstantSource clock) {
        this.db = db;
        this.clock = clock;
    }

    Optional<Secrets> byId(String appId) {
        return db.read(sql -> sql.one("SELECT * FROM app WHERE app_id = ?", this::secrets, appId));
    }

    /// The app whose handshake presents a token with this SHA-256.
    Optional<Secrets> byToken(byte[] hash) {
        return db.read(sql -> sql.one("SELECT * FROM app WHERE verify_token_hash = ?", this::secrets, (Object) hash));
    }

    /// The tenant that uses the app alone; empty when none does, or several.
    Optional<String> onlyTenant(String appId) {
        List<String> tenants = db.read(sql -> sql.list("""
                SELECT tenant_id FROM endpoint WHERE app_id = ?
                UNION SELECT tenant_id FROM phone_number WHERE app_id = ? AND tenant_id IS NOT NULL LIMIT 2""", row -> row.string("tenant_id"), appId, appId));
        return tenants.size() == 1 ? Optional.of(tenants.getFirst()) : Optional.empty();
    }

    private Secrets secrets(Row row) throws SQLException {
        return new Secrets(
                row.string("app_id"),
                SealedSecret.read(row.stringOrNull("app_secret"), clock.instant()),
                SealedSecret.read(row.stringOrNull("verify_token"), clock.instant()));
    }
}
