package dev.waypost.send.retention;

import dev.waypost.platform.db.Db;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Takes out of messages what they said and to whom. A blank message stays in its place and is counted as before; it
/// goes with its day.
///
/// The digest of its request goes, too, as short texts can be guessed from it: who repeats the request hears that its
/// id was
/// used before, and nothing is sent twice.
@Singleton
public class BlankStore {
    private static final int BATCH = 500;

    private static final String BEGIN = """
            WITH mine AS MATERIALIZED (
              SELECT message_id, tenant_id, day FROM message
              WHERE tenant_id = ? AND day = ?::date AND erase_time IS NULL AND\s""";

    /// What is held is let go; what is open stays open, and nobody looks at it again but a receipt.
    private static final String END = """

              ORDER BY id LIMIT ? FOR UPDATE),
            freed AS (
              DELETE FROM aside a USING mine m WHERE a.tenant_id = m.tenant_id AND a.message_id = m.message_id
              RETURNING a.tenant_id, a.message_id, a.state),
            changed AS (
              INSERT INTO message_change (tenant_id, message_id, state)
              SELECT tenant_id, message_id, 'CANCELLED' FROM freed WHERE state = 'HELD'),
            tries AS (
              UPDATE message_attempt a SET failure_detail = NULL, provider_message_id = NULL FROM mine m
              WHERE a.message_id = m.message_id AND a.tenant_id = m.tenant_id AND a.day = m.day),
            told AS (
              UPDATE message_status s SET error_title = NULL FROM mine m
              WHERE s.message_id = m.message_id AND s.tenant_id = m.tenant_id AND s.day = m.day)
            UPDATE message m SET recipient = '', conversation = '', content = '', body_hash = '', reply_to = NULL,
              labels = '{}', provider_message_id = NULL, failure_detail = NULL, erase_time = now(),
              state = CASE WHEN m.state = 'HELD' THEN 'CANCELLED' ELSE m.state END
            FROM mine WHERE m.message_id = mine.message_id AND m.tenant_id = mine.tenant_id AND m.day = mine.day""";

    private static final String OF_USER = BEGIN + "conversation = ANY(?::text[]) AND state <> 'QUEUED'" + END;

    private static final String SETTLED_BEFORE = BEGIN
            + "update_time < now() - ? * interval '1 millisecond' AND state NOT IN ('QUEUED', 'HELD', 'UNKNOWN')" + END;

    private final Db db;

    BlankStore(Db db) {
        this.db = db;
    }

    /// The days that messages are kept of, the latest first.
    public List<String> days() {
        return db.read(sql -> sql.list("""
                SELECT day::text AS day FROM (
                  SELECT to_date(substring(inhrelid::regclass::text FROM '[0-9]{8}$'), 'YYYYMMDD') AS day
                  FROM pg_inherits WHERE inhparent = 'message'::regclass
                  UNION SELECT day FROM message_default) AS d
                WHERE day IS NOT NULL ORDER BY day DESC""", row -> row.string("day")));
    }

    /// How many messages of a day to these users were blanked; none is left but those still to be sent.
    public int ofUser(String tenantId, String day, List<String> conversations) {
        int blanked = 0;
        int batch;
        do {
            batch = db.tx(sql -> sql.update(OF_USER, tenantId, day, sql.array("text", conversations), BATCH));
            blanked += batch;
        } while (batch == BATCH);
        return blanked;
    }

    /// How many messages of a day were blanked because they were settled longer ago than this.
    int settledBefore(String tenantId, String day, Duration kept) {
        int blanked = 0;
        int batch;
        do {
            batch = db.tx(sql -> sql.update(SETTLED_BEFORE, tenantId, day, kept.toMillis(), BATCH));
            blanked += batch;
        } while (batch == BATCH);
        return blanked;
    }

    /// Remembers tenants that sent something.
    void seen(List<String> tenantIds) {
        db.run(sql -> sql.update(
                "INSERT INTO kept_tenant (tenant_id) SELECT unnest(?::text[]) ORDER BY 1 ON CONFLICT DO NOTHING",
                sql.array("text", tenantIds)));
    }

    /// @param from the first day that may hold something to blank; empty for all
    record Kept(String tenantId, String from) {}

    List<Kept> tenants(String after, int limit) {
        return db.read(sql -> sql.list(
                "SELECT tenant_id, coalesce(blanked_until::date::text, '') AS from_day FROM kept_tenant"
                        + " WHERE tenant_id > ? ORDER BY tenant_id LIMIT ?",
                row -> new Kept(row.string("tenant_id"), row.string("from_day")),
                after,
                limit));
    }

    /// The first day of each tenant that holds something unsettled: it has to be looked at again.
    Map<String, String> firstUnsettled() {
        Map<String, String> days = new HashMap<>();
        db.read(sql -> sql.list("""
                SELECT tenant_id, min(day)::text AS day FROM (
                  SELECT tenant_id, day FROM pending UNION ALL SELECT tenant_id, day FROM aside) AS u
                GROUP BY tenant_id""", row -> days.put(row.string("tenant_id"), row.string("day"))));
        return days;
    }

    void blankedUntil(String tenantId, String day) {
        db.run(sql -> sql.update("UPDATE kept_tenant SET blanked_until = ?::date WHERE tenant_id = ?", day, tenantId));
    }
}
