package dev.waypost.health.probe;

import dev.waypost.platform.db.Db;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// When credentials end, as providers said.
@Singleton
class CredentialStore {
    static final String TAKE = """
            UPDATE endpoint_health SET credential_look_time = now() WHERE ctid = ANY(ARRAY(
              SELECT ctid FROM endpoint_health
              WHERE provider = 'META_CLOUD' AND credential_look_time < now() - ? * interval '1 second'
              ORDER BY credential_look_time LIMIT ? FOR UPDATE SKIP LOCKED))
            RETURNING tenant_id, endpoint_id, group_key, lane""";

    /// An endpoint to ask about.
    ///
    /// @param group names those that share its credential
    record Asked(String tenantId, String endpointId, String group, int lane) {}

    private final Db db;

    CredentialStore(Db db) {
        this.db = db;
    }

    /// Takes some that nobody asked about for that long; from here on somebody did.
    List<Asked> take(Duration age, int most) {
        return db.tx(sql -> sql.list(
                TAKE,
                row -> new Asked(
                        row.string("tenant_id"),
                        row.string("endpoint_id"),
                        row.string("group_key"),
                        row.intValue("lane")),
                age.toSeconds(),
                most));
    }

    /// Keeps what was said, for all that share the credential.
    void end(Asked asked, @Nullable Instant time) {
        db.run(sql -> sql.update("""
                UPDATE endpoint_health SET credential_end_time = ?, credential_look_time = now()
                WHERE lane = ? AND group_key = ?""", time, asked.lane(), asked.group()));
    }
}
