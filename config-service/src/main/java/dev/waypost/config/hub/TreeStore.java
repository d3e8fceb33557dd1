package dev.waypost.config.hub;

import dev.waypost.config.credential.SealedSecret;
import dev.waypost.config.credential.SecretKind;
import dev.waypost.config.document.Documents;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Row;
import dev.waypost.platform.db.Sql;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Business accounts, apps and phone numbers in PostgreSQL.
@Singleton
final class TreeStore {
    /// Rows of no tenant are the platform's own: only callers for all tenants see them.
    private static final String SEEN = " AND (? = '' OR %1$s = ?) AND (? OR %1$s = ANY(?))";

    private final Db db;
    private final InstantSource clock;

    TreeStore(Db db, InstantSource clock) {
        this.db = db;
        this.clock = clock;
    }

    boolean tenantExists(Sql sql, String tenantId) throws SQLException {
        return sql.one("SELECT 1 AS one FROM tenant WHERE tenant_id = ?", row -> row.intValue("one"), tenantId)
                .isPresent();
    }

    boolean add(Sql sql, String id, String name, String timezone, @Nullable String tenantId) throws SQLException {
        return sql.update(
                        "INSERT INTO business_account (business_account_id, name, timezone, tenant_id)"
                                + " VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                        id,
                        name,
                        timezone,
                        tenantId)
                == 1;
    }

    Optional<BusinessAccount> account(Sql sql, String id) throws SQLException {
        return sql.one("SELECT * FROM business_account WHERE business_account_id = ?", TreeStore::account, id);
    }

    List<BusinessAccount> accounts(Page page) {
        return db.read(sql -> sql.list(
                "SELECT * FROM business_account WHERE business_account_id > ?" + SEEN.formatted("tenant_id")
                        + " ORDER BY business_account_id LIMIT ?",
                TreeStore::account,
                page.after(),
                page.tenantId(),
                page.tenantId(),
                page.visible().isEmpty(),
                sql.array("text", page.visible()),
                page.limit()));
    }

    boolean addApp(
            Sql sql,
            String id,
            String businessAccountId,
            String name,
            @Nullable SealedSecret verifyToken,
            byte @Nullable [] verifyTokenHash,
            @Nullable SealedSecret appSecret)
            throws SQLException {
        return sql.update(
                        "INSERT INTO app (app_id, business_account_id, name, verify_token, verify_token_hash,"
                                + " app_secret) VALUES (?, ?, ?, ?::jsonb, ?, ?::jsonb)"
                                + " ON CONFLICT (app_id) DO NOTHING",
                        id,
                        businessAccountId,
                        name,
                        verifyToken == null ? null : Documents.write(verifyToken),
                        verifyTokenHash,
                        appSecret == null ? null : Documents.write(appSecret))
                == 1;
    }

    /// The app that expects the token with this hash.
    Optional<String> appOfToken(Sql sql, byte[] verifyTokenHash) throws SQLException {
        return sql.one(
                "SELECT app_id FROM app WHERE verify_token_hash = ?", row -> row.string("app_id"), verifyTokenHash);
    }

    Optional<App> app(Sql sql, String id) throws SQLException {
        return sql.one("SELECT * FROM app WHERE app_id = ?", this::app, id);
    }

    List<App> apps(Page page, String businessAccountId) {
        return db.read(sql -> sql.list(
                "SELECT a.* FROM app a JOIN business_account b USING (business_account_id)"
                        + " WHERE app_id > ? AND (? = '' OR business_account_id = ?)" + SEEN.formatted("b.tenant_id")
                        + " ORDER BY app_id LIMIT ?",
                this::app,
                page.after(),
                businessAccountId,
                businessAccountId,
                page.tenantId(),
                page.tenantId(),
                page.visible().isEmpty(),
                sql.array("text", page.visible()),
                page.limit()));
    }

    /// Replaces one secret of an app and nothing else.
    void putSecret(Sql sql, String appId, SecretKind kind, SealedSecret secret) throws SQLException {
        String column = kind == SecretKind.VERIFY_TOKEN ? "verify_token" : "app_secret";
        sql.update(
                "UPDATE app SET " + column + " = ?::jsonb, revision = revision + 1, updated_time = now()"
                        + " WHERE app_id = ?",
                Documents.write(secret),
                appId);
    }

    /// Keeps the hash beside the sealed token; null when the token is withdrawn.
    void verifyTokenHash(Sql sql, String appId, byte @Nullable [] hash) throws SQLException {
        sql.update("UPDATE app SET verify_token_hash = ? WHERE app_id = ?", hash, appId);
    }

    /// The app, held until the transaction ends.
    Optional<App> lockApp(Sql sql, String id) throws SQLException {
        return sql.one("SELECT * FROM app WHERE app_id = ? FOR UPDATE", this::app, id);
    }

    /// Tenants with an endpoint that takes its secrets from the app.
    List<String> tenantsOfApp(Sql sql, String appId) throws SQLException {
        return sql.list(
                "SELECT DISTINCT tenant_id FROM endpoint WHERE app_id = ?", row -> row.string("tenant_id"), appId);
    }

    boolean addNumber(Sql sql, PhoneNumber number) throws SQLException {
        return sql.update(
                        "INSERT INTO phone_number (phone_number_id, app_id, display_number, name, tenant_id, active)"
                                + " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                        number.id(),
                        number.appId(),
                        number.displayNumber(),
                        number.name(),
                        number.tenantId(),
                        number.active())
                == 1;
    }

    Optional<PhoneNumber> number(Sql sql, String id) throws SQLException {
        return sql.one("SELECT * FROM phone_number WHERE phone_number_id = ?", TreeStore::number, id);
    }

    List<PhoneNumber> numbers(Page page, String appId) {
        return db.read(sql -> sql.list(
                "SELECT * FROM phone_number WHERE phone_number_id > ? AND (? = '' OR app_id = ?)"
                        + SEEN.formatted("tenant_id") + " ORDER BY phone_number_id LIMIT ?",
                TreeStore::number,
                page.after(),
                appId,
                appId,
                page.tenantId(),
                page.tenantId(),
                page.visible().isEmpty(),
                sql.array("text", page.visible()),
                page.limit()));
    }

    /// The tenants that own the number, or the endpoint of that id; the lock keeps another tenant from taking it
    /// meanwhile.
    List<String> ownersOf(Sql sql, String phoneNumberId) throws SQLException {
        sql.list(
                "SELECT pg_advisory_xact_lock(hashtextextended('phone_number/' || ?, 0))::text AS locked",
                row -> true,
                phoneNumberId);
        return sql.list("""
                SELECT tenant_id FROM phone_number WHERE phone_number_id = ? AND tenant_id IS NOT NULL
                UNION SELECT tenant_id FROM endpoint WHERE phone_number_id = ?
                UNION SELECT tenant_id FROM endpoint WHERE endpoint_id = ?""", row -> row.string("tenant_id"), phoneNumberId, phoneNumberId, phoneNumberId);
    }

    <T> T read(Db.SqlWork<T> work) {
        return db.read(work);
    }

    private static BusinessAccount account(Row row) throws SQLException {
        return new BusinessAccount(
                row.string("business_account_id"),
                row.string("name"),
                row.string("timezone"),
                row.stringOrNull("tenant_id"),
                row.longValue("revision"),
                row.instant("created_time"),
                row.instant("updated_time"));
    }

    private App app(Row row) throws SQLException {
        return new App(
                row.string("app_id"),
                row.string("business_account_id"),
                row.string("name"),
                SealedSecret.read(row.stringOrNull("verify_token"), clock.instant()),
                SealedSecret.read(row.stringOrNull("app_secret"), clock.instant()),
                row.longValue("revision"),
                row.instant("created_time"),
                row.instant("updated_time"));
    }

    private static PhoneNumber number(Row row) throws SQLException {
        return new PhoneNumber(
                row.string("phone_number_id"),
                row.string("app_id"),
                row.string("display_number"),
                row.string("name"),
                row.stringOrNull("tenant_id"),
                row.bool("active"),
                row.longValue("revision"),
                row.instant("created_time"),
                row.instant("updated_time"));
    }
}
