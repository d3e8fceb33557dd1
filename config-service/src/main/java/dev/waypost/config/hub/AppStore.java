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

/// Apps in PostgreSQL.
@Singleton
final class AppStore {
    private static final String TENANT =
            "(SELECT b.tenant_id FROM business_account b WHERE b.business_account_id = a.business_account_id)";
    private static final String APPS = "SELECT a.*, " + TENANT + " AS tenant_id FROM app a";

    private final Db db;
    private final InstantSource clock;

    AppStore(Db db, InstantSource clock) {
        this.db = db;
        this.clock = clock;
    }

    boolean add(Sql sql, String id, String accountId, String name) throws SQLException {
        return sql.update(
                        "INSERT INTO app (app_id, business_account_id, name) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                        id,
                        accountId,
                        name)
                == 1;
    }

    void update(Sql sql, App app) throws SQLException {
        sql.update(
                "UPDATE app SET name = ?, revision = revision + 1, updated_time = now() WHERE app_id = ?",
                app.name(),
                app.id());
    }

    /// Replaces one secret and nothing else; the revision is raised by [#update].
    void putSecret(Sql sql, String appId, SecretKind kind, SealedSecret secret) throws SQLException {
        String column = kind == SecretKind.VERIFY_TOKEN ? "verify_token" : "app_secret";
        sql.update("UPDATE app SET " + column + " = ?::jsonb WHERE app_id = ?", Documents.write(secret), appId);
    }

    /// Keeps the hash beside the sealed token; null when the token is withdrawn. The one before stays known: whether
    /// its token is still accepted stands in the secret.
    void verifyTokenHash(Sql sql, String appId, byte @Nullable [] hash) throws SQLException {
        sql.update(
                "UPDATE app SET previous_verify_token_hash = verify_token_hash, verify_token_hash = ? WHERE app_id = ?",
                hash,
                appId);
    }

    /// Another app that expects the token with this hash.
    Optional<String> otherOfToken(Sql sql, String appId, byte[] hash) throws SQLException {
        return sql.one(
                "SELECT app_id FROM app WHERE verify_token_hash = ? AND app_id <> ?",
                row -> row.string("app_id"),
                hash,
                appId);
    }

    void delete(Sql sql, String id) throws SQLException {
        sql.update("DELETE FROM app WHERE app_id = ?", id);
    }

    Optional<App> find(String id) {
        return db.read(sql -> find(sql, id));
    }

    Optional<App> find(Sql sql, String id) throws SQLException {
        return sql.one(APPS + " WHERE app_id = ?", this::app, id);
    }

    List<App> list(Page page, String accountId) {
        return db.read(sql -> query(sql, page, accountId).read(page.limit(), this::app));
    }

    /// A tenant's apps are those of its accounts: all of these are read, and a page of each.
    static PageStore query(Sql sql, Page page, String accountId) throws SQLException {
        var query = new PageStore(sql, APPS, "app_id", page.after()).is("business_account_id", accountId);
        if (page.isOfAll()) {
            return query;
        }
        return accountId.isEmpty()
                ? query.isFound(
                        "business_account_id",
                        "SELECT business_account_id FROM business_account WHERE tenant_id = ANY(?)",
                        sql.array("text", page.owners()))
                : query.keeps(TENANT, page.owners());
    }

    private App app(Row row) throws SQLException {
        return new App(
                row.string("app_id"),
                row.string("business_account_id"),
                row.stringOrNull("tenant_id"),
                row.string("name"),
                SealedSecret.read(row.stringOrNull("verify_token"), clock.instant()),
                SealedSecret.read(row.stringOrNull("app_secret"), clock.instant()),
                row.longValue("revision"),
                row.instant("created_time"),
                row.instant("updated_time"));
    }
}
