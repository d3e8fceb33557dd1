package dev.waypost.config.snapshot;

import dev.waypost.config.credential.SealedSecret;
import dev.waypost.config.snapshot.Place.Webhooks;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Row;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds who is behind names, any number of one kind with one statement.
@Singleton
final class LookupStore {
    /// Each statement below answers a tenant, an endpoint, an app and a gateway, each null when there is none.
    private static final String FIND = """
            SELECT n.at, f.tenant_id, t.revision, f.endpoint_id, coalesce(f.gateway_id, g.gateway_id) AS gateway_id,
                f.app_id, a.app_secret, a.verify_token, (%s) AS number_app_id, (%s) AS database
            FROM unnest(?::text[], ?::text[]) WITH ORDINALITY AS n (first, second, at)
            CROSS JOIN LATERAL (%s) f
            LEFT JOIN tenant t ON t.tenant_id = f.tenant_id
            LEFT JOIN gateway g ON g.tenant_id = f.tenant_id AND g.endpoint_id = f.endpoint_id
            LEFT JOIN app a ON a.app_id = f.app_id
            WHERE t.tenant_id IS NOT NULL OR a.app_id IS NOT NULL""";

    private static final String TENANT =
            "SELECT n.first AS tenant_id, NULL AS endpoint_id, NULL AS app_id, NULL AS gateway_id";

    private static final String ENDPOINT = """
            SELECT tenant_id, endpoint_id, NULL AS app_id, NULL AS gateway_id FROM endpoint
            WHERE %s ORDER BY role <> 'ACTIVE', tenant_id, endpoint_id LIMIT 1""";

    private static final String NUMBER = """
            SELECT tenant_id, endpoint_id, NULL AS app_id, NULL AS gateway_id FROM (
                SELECT 0 AS rank, role <> 'ACTIVE' AS later, tenant_id, endpoint_id FROM endpoint
                    WHERE phone_number_id = n.first
                UNION ALL SELECT 1, false, tenant_id, NULL FROM phone_number
                    WHERE phone_number_id = n.first AND tenant_id IS NOT NULL) p
            ORDER BY rank, later, tenant_id, endpoint_id LIMIT 1""";

    /// An endpoint comes first; an account that only the hub knows leads to its app.
    private static final String ACCOUNT = """
            SELECT tenant_id, endpoint_id, app_id, NULL AS gateway_id FROM (
                SELECT 0 AS rank, role <> 'ACTIVE' AS later, tenant_id, endpoint_id, NULL AS app_id FROM endpoint
                    WHERE waba_id = n.first
                UNION ALL SELECT 1, false, NULL, NULL, min(app_id) FROM app
                    WHERE business_account_id = n.first HAVING count(*) = 1) p
            ORDER BY rank, later, tenant_id, endpoint_id LIMIT 1""";

    /// What the hub says of another tenant's number counts for nobody who claims that number.
    private static final String APP_OF_NUMBER =
            "SELECT h.app_id FROM phone_number h WHERE h.phone_number_id = n.first AND h.tenant_id = f.tenant_id";

    private static final String APP_OF_ACCOUNT =
            "SELECT min(h.app_id) FROM app h WHERE h.business_account_id = n.first HAVING count(*) = 1";

    /// With the tenant that uses the app alone.
    private static final String APP = """
            SELECT CASE WHEN least(e.first, p.first) = greatest(e.last, p.last) THEN least(e.first, p.first) END
                AS tenant_id, NULL AS endpoint_id, x.app_id, NULL AS gateway_id
            FROM app x,
                LATERAL (SELECT min(tenant_id) AS first, max(tenant_id) AS last
                    FROM endpoint WHERE app_id = x.app_id) e,
                LATERAL (SELECT min(tenant_id) AS first, max(tenant_id) AS last
                    FROM phone_number WHERE app_id = x.app_id) p
            WHERE x.app_id = %s""";

    /// Present tokens before those of an overlap, apps before endpoints.
    private static final String TOKEN = """
            SELECT * FROM (
                SELECT CASE WHEN w.app_id IS NOT NULL THEN u.tenant_id ELSE w.tenant_id END AS tenant_id,
                    w.endpoint_id, w.app_id, NULL AS gateway_id
                FROM (
                    SELECT 0 AS rank, app_id, NULL AS tenant_id, NULL AS endpoint_id, false AS later FROM app
                        WHERE verify_token_hash = decode(n.first, 'hex')
                    UNION ALL SELECT 1, NULL, tenant_id, endpoint_id, role <> 'ACTIVE' FROM endpoint
                        WHERE verify_token_hash = decode(n.first, 'hex')
                    UNION ALL SELECT 2, app_id, NULL, NULL, false FROM app
                        WHERE previous_verify_token_hash = decode(n.first, 'hex')
                            AND (verify_token ->> 'previousValidUntil')::timestamptz > now()
                    UNION ALL SELECT 3, NULL, tenant_id, endpoint_id, role <> 'ACTIVE' FROM endpoint
                        WHERE previous_verify_token_hash = decode(n.first, 'hex')
                            AND (secrets -> 'verifyToken' ->> 'previousValidUntil')::timestamptz > now()
                    ORDER BY rank, later, tenant_id, endpoint_id, app_id LIMIT 1) w
                LEFT JOIN LATERAL (%s) u ON true) z""".formatted(APP.formatted("w.app_id"));

    private static final String GATEWAY = """
            SELECT tenant_id, endpoint_id, NULL AS app_id, gateway_id FROM gateway
            WHERE gateway_id = CASE WHEN n.first <> '' THEN n.first ELSE
                (SELECT min(gateway_id) FROM gateway HAVING count(*) = 1) END""";

    private static final String CODE = """
            SELECT tenant_id, NULL AS endpoint_id, NULL AS app_id, gateway_id FROM gateway_code
            WHERE code_key = n.second AND gateway_id = CASE WHEN n.first <> '' THEN n.first ELSE
                (SELECT min(gateway_id) FROM gateway HAVING count(*) = 1) END""";

    /// @param at which of the names it answers, from 0
    record Found(int at, Place place) {}

    private final Db db;
    private final InstantSource clock;

    LookupStore(Db db, InstantSource clock) {
        this.db = db;
        this.clock = clock;
    }

    /// Who is behind each of these, all of one kind, as it is committed now; nobody's are left out.
    List<Found> find(Ask.Kind kind, List<Ask> asked) {
        Instant now = clock.instant();
        return db.read(sql -> sql.list(
                statement(kind),
                row -> found(row, now),
                sql.array("text", asked.stream().map(Ask::first).toList()),
                sql.array("text", asked.stream().map(Ask::second).toList())));
    }

    private static String statement(Ask.Kind kind) {
        String by = switch (kind) {
            case TENANT -> TENANT;
            case PHONE_NUMBER -> NUMBER;
            case WABA -> ACCOUNT;
            case SESSION -> ENDPOINT.formatted("session = n.first");
            case ENDPOINT_PATH -> ENDPOINT.formatted("tenant_id = n.first AND endpoint_id = n.second");
            case APP -> APP.formatted("n.first");
            case VERIFY_TOKEN -> TOKEN;
            case GATEWAY -> GATEWAY;
            case GATEWAY_CODE -> CODE;
        };
        String app = switch (kind) {
            case PHONE_NUMBER -> APP_OF_NUMBER;
            case WABA -> APP_OF_ACCOUNT;
            default -> "NULL::text";
        };
        return FIND.formatted(app, OutboxStore.IDENTITY, by);
    }

    private static Found found(Row row, Instant now) throws SQLException {
        @Nullable String tenantId = row.stringOrNull("tenant_id");
        @Nullable String appId = row.stringOrNull("app_id");
        return new Found(
                row.intValue("at") - 1,
                new Place(
                        orEmpty(tenantId),
                        tenantId == null ? 0 : row.longValue("revision"),
                        orEmpty(row.stringOrNull("endpoint_id")),
                        orEmpty(row.stringOrNull("gateway_id")),
                        appId == null
                                ? null
                                : new Webhooks(
                                        appId,
                                        SealedSecret.read(row.stringOrNull("app_secret"), now),
                                        SealedSecret.read(row.stringOrNull("verify_token"), now)),
                        orEmpty(row.stringOrNull("number_app_id")),
                        row.string("database")));
    }

    private static String orEmpty(@Nullable String value) {
        return value == null ? "" : value;
    }
}
