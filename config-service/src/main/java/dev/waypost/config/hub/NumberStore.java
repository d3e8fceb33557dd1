package dev.waypost.config.hub;

import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Row;
import dev.waypost.platform.db.Sql;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// Phone numbers in PostgreSQL.
@Singleton
final class NumberStore {
    private final Db db;

    NumberStore(Db db) {
        this.db = db;
    }

    boolean add(Sql sql, PhoneNumber number) throws SQLException {
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

    void update(Sql sql, PhoneNumber number) throws SQLException {
        sql.update(
                "UPDATE phone_number SET display_number = ?, name = ?, tenant_id = ?, active = ?,"
                        + " revision = revision + 1, updated_time = now() WHERE phone_number_id = ?",
                number.displayNumber(),
                number.name(),
                number.tenantId(),
                number.active(),
                number.id());
    }

    void delete(Sql sql, String id) throws SQLException {
        sql.update("DELETE FROM phone_number WHERE phone_number_id = ?", id);
    }

    /// Another number in use that people dial the same way, however it is written.
    Optional<String> otherOfDisplay(Sql sql, PhoneNumber number) throws SQLException {
        String digits = number.displayNumber().replaceAll("[^0-9]", "");
        return digits.isEmpty() || !number.active()
                ? Optional.empty()
                : sql.one(
                        "SELECT phone_number_id FROM phone_number WHERE active"
                                + " AND regexp_replace(display_number, '[^0-9]', '', 'g') = ? AND phone_number_id <> ?",
                        row -> row.string("phone_number_id"),
                        digits,
                        number.id());
    }

    Optional<PhoneNumber> find(String id) {
        return db.read(sql -> find(sql, id));
    }

    Optional<PhoneNumber> find(Sql sql, String id) throws SQLException {
        return sql.one("SELECT * FROM phone_number WHERE phone_number_id = ?", NumberStore::number, id);
    }

    List<PhoneNumber> list(Page page, String appId) {
        return db.read(sql -> query(sql, page, appId).read(page.limit(), NumberStore::number));
    }

    /// Of a tenant and an app, all numbers of the tenant may be read: an app may have everybody's.
    static PageStore query(Sql sql, Page page, String appId) throws SQLException {
        return new PageStore(sql, "SELECT * FROM phone_number", "phone_number_id", page.after())
                .owned(page)
                .is("app_id", appId);
    }

    /// The tenants that own the number, or an endpoint of that id; the lock keeps another tenant from taking it
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
