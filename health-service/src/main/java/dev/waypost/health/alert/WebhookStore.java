package dev.waypost.health.alert;

import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Row;
import dev.waypost.platform.db.Sql;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where alerts are posted.
@Singleton
class WebhookStore {
    private static final String COLUMNS = """
            w.*, (SELECT count(*) FROM alert_post p WHERE p.conversation = w.webhook_id) AS pending""";

    private final Db db;

    WebhookStore(Db db) {
        this.db = db;
    }

    List<Webhook> active(Sql sql) throws SQLException {
        return sql.list(
                "SELECT w.*, 0 AS pending FROM alert_webhook w WHERE active ORDER BY webhook_id",
                WebhookStore::webhook);
    }

    Optional<Webhook> find(String tenantId, String webhookId) {
        return db.read(sql -> sql.one(
                "SELECT w.*, 0 AS pending FROM alert_webhook w WHERE tenant_id = ? AND webhook_id = ?",
                WebhookStore::webhook,
                tenantId,
                webhookId));
    }

    /// By its id alone when no tenant is named.
    Optional<Webhook> locked(Sql sql, String tenantId, String webhookId) throws SQLException {
        return sql.one(
                "SELECT " + COLUMNS
                        + " FROM alert_webhook w WHERE webhook_id = ? AND (? = '' OR tenant_id = ?) FOR UPDATE OF w",
                WebhookStore::webhook,
                webhookId,
                tenantId,
                tenantId);
    }

    List<Webhook> list(Collection<String> tenants, String after, int most) {
        return db.read(sql -> sql.list(
                "SELECT " + COLUMNS + """
                         FROM alert_webhook w WHERE webhook_id > ? AND (? OR tenant_id = ANY(?))
                        ORDER BY webhook_id LIMIT ?""",
                WebhookStore::webhook,
                after,
                tenants.isEmpty(),
                sql.array("text", tenants),
                most));
    }

    Webhook add(Sql sql, Webhook webhook) throws SQLException {
        @Nullable Severity least = webhook.minSeverity();
        return sql.one(
                        """
                        INSERT INTO alert_webhook (tenant_id, webhook_id, url, active, min_severity, kinds, secret, secret_hint)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING *, 0 AS pending""",
                        WebhookStore::webhook,
                        webhook.tenantId(),
                        webhook.webhookId(),
                        webhook.url(),
                        webhook.active(),
                        least == null ? "" : least.name(),
                        sql.array("text", webhook.kinds()),
                        webhook.secret(),
                        webhook.secretHint())
                .orElseThrow();
    }

    /// Writes all of it, as its next revision.
    Webhook save(Sql sql, Webhook webhook) throws SQLException {
        @Nullable Severity least = webhook.minSeverity();
        return sql.one(
                        """
                        UPDATE alert_webhook SET url = ?, active = ?, min_severity = ?, kinds = ?, secret = ?, secret_hint = ?,
                          previous_secret = ?, previous_until = ?, revision = revision + 1, last_failure = ''
                        WHERE tenant_id = ? AND webhook_id = ? RETURNING *, 0 AS pending""",
                        WebhookStore::webhook,
                        webhook.url(),
                        webhook.active(),
                        least == null ? "" : least.name(),
                        sql.array("text", webhook.kinds()),
                        webhook.secret(),
                        webhook.secretHint(),
                        webhook.previousSecret(),
                        webhook.previousUntil(),
                        webhook.tenantId(),
                        webhook.webhookId())
                .orElseThrow();
    }

    /// With what waits for it.
    void delete(Sql sql, String tenantId, String webhookId) throws SQLException {
        int gone = sql.update(
                "DELETE FROM alert_webhook WHERE webhook_id = ? AND (? = '' OR tenant_id = ?)",
                webhookId,
                tenantId,
                tenantId);
        if (gone > 0) {
            sql.update("DELETE FROM alert_post WHERE conversation = ?", webhookId);
        }
    }

    private static Webhook webhook(Row row) throws SQLException {
        String least = row.string("min_severity");
        @Nullable Instant until = row.instantOrNull("previous_until");
        return new Webhook(
                row.string("webhook_id"),
                row.string("tenant_id"),
                row.string("url"),
                row.bool("active"),
                least.isEmpty() ? null : Severity.valueOf(least),
                row.strings("kinds"),
                row.string("secret"),
                row.string("secret_hint"),
                row.stringOrNull("previous_secret"),
                until,
                row.longValue("revision"),
                row.longValue("pending"),
                row.instantOrNull("last_success_time"),
                row.string("last_failure"),
                row.instant("create_time"));
    }
}
