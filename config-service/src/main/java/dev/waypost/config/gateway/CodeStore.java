package dev.waypost.config.gateway;

import dev.waypost.config.change.HolderStore;
import dev.waypost.config.change.Holders;
import dev.waypost.config.hub.Page;
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
    private static final String CODES = "SELECT c.*, g.word FROM gateway_code c JOIN gateway g USING (gateway_id)";

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
        String[] after = page.after().split("/", -1);
        boolean first = page.after().isEmpty();
        if (!first && after.length != 2) {
            throw Fault.of(Reason.PAGE_TOKEN_INVALID).with("page_token", Fault.Violation.shown(page.after()));
        }
        return db.read(sql -> sql.list(
                CODES + " WHERE (? OR (code_key, gateway_id) > (?, ?)) AND (? = '' OR gateway_id = ?)"
                        + Page.SEEN.formatted("c.tenant_id") + " ORDER BY code_key, gateway_id LIMIT ?",
                CodeStore::code,
                first,
                after[0],
                first ? "" : after[1],
                gatewayId,
                gatewayId,
                page.tenantId(),
                page.tenantId(),
                page.visible().isEmpty(),
                sql.array("text", page.visible()),
                page.limit()));
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
