package dev.waypost.config.gateway;

import dev.waypost.config.change.HolderStore;
import dev.waypost.config.change.Holders;
import dev.waypost.config.hub.Page;
import dev.waypost.config.hub.PageStore;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Row;
import dev.waypost.platform.db.Sql;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The codes of gateways in PostgreSQL.
@Singleton
final class CodeStore {
    private static final String CODES =
            "SELECT c.*, (SELECT g.word FROM gateway g WHERE g.gateway_id = c.gateway_id) AS word FROM gateway_code c";

    private final Db db;

    CodeStore(Db db) {
        this.db = db;
    }

    /// Whether the code was free.
    boolean add(Sql sql, String gatewayId, String code, String tenantId) throws SQLException {
        return sql.update(
                        "INSERT INTO gateway_code (gateway_id, code_key, code, tenant_id) VALUES (?, ?, ?, ?)"
                                + " ON CONFLICT DO NOTHING",
                        gatewayId,
                        key(code),
                        code,
                        tenantId)
                == 1;
    }

    void delete(Sql sql, Code code) throws SQLException {
        sql.update(
                "DELETE FROM gateway_code WHERE gateway_id = ? AND code_key = ?", code.gatewayId(), key(code.code()));
    }

    Optional<Code> find(Sql sql, String gatewayId, String code) throws SQLException {
        return sql.one(CODES + " WHERE gateway_id = ? AND code_key = ?", CodeStore::code, gatewayId, key(code));
    }

    /// In order of code, then of gateway.
    List<Code> list(Page page, String gatewayId) {
        return db.read(sql -> query(sql, page, gatewayId).read(page.limit(), CodeStore::code));
    }

    /// Of a tenant and a gateway, all codes of the tenant may be read: a gateway may have everybody's.
    static PageStore query(Sql sql, Page page, String gatewayId) throws SQLException {
        String[] after =
                page.after().isEmpty() ? new String[] {"", ""} : page.after().split("/", -1);
        if (after.length != 2) {
            throw Fault.of(Reason.PAGE_TOKEN_INVALID).with("page_token", Fault.Violation.shown(page.after()));
        }
        return new PageStore(sql, CODES, "code_key, gateway_id", after[0], after[1])
                .owned(page)
                .is("gateway_id", gatewayId);
    }

    static String token(Code last) {
        return key(last.code()) + "/" + last.gatewayId();
    }

    /// The tenants that the gateway has codes for.
    List<String> tenantsOf(Sql sql, String gatewayId) throws SQLException {
        return sql.list(
                "SELECT DISTINCT tenant_id FROM gateway_code WHERE gateway_id = ?",
                row -> row.string("tenant_id"),
                gatewayId);
    }

    Holders of(Sql sql, String gatewayId) throws SQLException {
        return HolderStore.read(sql, "code", "SELECT code FROM gateway_code WHERE gateway_id = ?", gatewayId);
    }

    private static String key(String code) {
        return code.toLowerCase(Locale.ROOT);
    }

    private static Code code(Row row) throws SQLException {
        return new Code(
                row.string("gateway_id"),
                row.string("word"),
                row.string("code"),
                row.string("tenant_id"),
                row.instant("created_time"));
    }
}
