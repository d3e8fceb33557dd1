package dev.waypost.config.hub;

import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Row;
import dev.waypost.platform.db.Sql;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// Business accounts in PostgreSQL.
@Singleton
final class AccountStore {
    private final Db db;

    AccountStore(Db db) {
        this.db = db;
    }

    boolean add(Sql sql, BusinessAccount account) throws SQLException {
        return sql.update(
                        "INSERT INTO business_account (business_account_id, name, timezone, tenant_id)"
                                + " VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                        account.id(),
                        account.name(),
                        account.timezone(),
                        account.tenantId())
                == 1;
    }

    void update(Sql sql, BusinessAccount account) throws SQLException {
        sql.update(
                "UPDATE business_account SET name = ?, timezone = ?, tenant_id = ?, revision = revision + 1,"
                        + " updated_time = now() WHERE business_account_id = ?",
                account.name(),
                account.timezone(),
                account.tenantId(),
                account.id());
    }

    void delete(Sql sql, String id) throws SQLException {
        sql.update("DELETE FROM business_account WHERE business_account_id = ?", id);
    }

    Optional<BusinessAccount> find(String id) {
        return db.read(sql -> find(sql, id));
    }

    Optional<BusinessAccount> find(Sql sql, String id) throws SQLException {
        return sql.one("SELECT * FROM business_account WHERE business_account_id = ?", AccountStore::account, id);
    }

    List<BusinessAccount> list(Page page) {
        return db.read(sql -> query(sql, page).read(page.limit(), AccountStore::account));
    }

    static PageStore query(Sql sql, Page page) throws SQLException {
        return new PageStore(sql, "SELECT * FROM business_account", "business_account_id", page.after()).owned(page);
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
}
