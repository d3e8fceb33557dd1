package dev.waypost.ingress.queue;

import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Row;
import dev.waypost.platform.db.Sql;
import jakarta.inject.Singleton;
import java.sql.Array;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Counts what waits.
@Singleton
class QueueStore {
    private static final int MOST_DEAD = 100_000;

    private static final String DEPTHS = """
            SELECT q.name, coalesce(sum(d.pending), 0)::bigint AS pending, coalesce(sum(d.retrying), 0)::bigint AS retrying,
              coalesce(sum(d.dead), 0)::bigint AS dead,
              (extract(epoch FROM now() - min(d.oldest)) * 1000)::bigint AS age, min(d.oldest) IS NULL AS none
            FROM (VALUES (1, 'projects'), (2, 'receipts'), (3, 'parked'), (4, 'quarantine')) AS q(place, name)
            LEFT JOIN (
              SELECT CASE WHEN destination = '@send' THEN 'receipts' ELSE 'projects' END AS name, count(*) AS pending,
                count(*) FILTER (WHERE attempts > 0 OR last_cause IS NOT NULL) AS retrying, 0 AS dead, min(created_at) AS oldest
              FROM delivery WHERE ? OR tenant_id = ANY(?) GROUP BY 1
              UNION ALL
              SELECT CASE WHEN destination = '@send' THEN 'receipts' ELSE 'projects' END, 0, 0, count(*), NULL
              FROM stopped WHERE state = 'DEAD' AND (? OR tenant_id = ANY(?)) GROUP BY 1
              UNION ALL
              SELECT 'parked', count(*), count(*) FILTER (WHERE attempts > 0), 0, min(created_at)
              FROM parked WHERE ? OR tenant_id = ANY(?)
              UNION ALL
              SELECT 'quarantine', count(*), 0, 0, min(received_at) FROM quarantined WHERE ? OR tenant_id = ANY(?)) AS d
              ON d.name = q.name
            GROUP BY q.place, q.name ORDER BY q.place""";

    /// The first in the index: numbers grow with time.
    static final String OLDEST = """
            SELECT (extract(epoch FROM now() - created_at) * 1000)::bigint AS age FROM delivery ORDER BY id LIMIT 1""";

    /// One step in the index for each project that something waits for.
    static final String OLDEST_PARKED = """
            WITH RECURSIVE first AS (
              (SELECT tenant_id, destination, created_at FROM parked ORDER BY tenant_id, destination, id LIMIT 1)
              UNION ALL
              SELECT n.tenant_id, n.destination, n.created_at FROM first f CROSS JOIN LATERAL (
                SELECT tenant_id, destination, created_at FROM parked
                WHERE (tenant_id, destination) > (f.tenant_id, f.destination)
                ORDER BY tenant_id, destination, id LIMIT 1) AS n)
            SELECT (extract(epoch FROM now() - min(created_at)) * 1000)::bigint AS age FROM first""";

    private static final String DEAD = """
            SELECT count(*) AS n FROM (SELECT FROM stopped WHERE state = 'DEAD' LIMIT ?) AS d""";

    static final String DEAD_OF_ALL = deadByProject("");
    static final String DEAD_OF_SOME = deadByProject(" AND tenant_id = ANY(?)");

    private static final String OLDEST_XMIN = """
            SELECT coalesce((extract(epoch FROM max(clock_timestamp() - xact_start)) * 1000)::bigint, 0) AS age
            FROM pg_stat_activity WHERE backend_xmin IS NOT NULL""";

    private static final String DEAD_TUPLES = """
            SELECT coalesce(sum(n_dead_tup), 0)::bigint AS n FROM pg_stat_user_tables
            WHERE schemaname = current_schema() AND relname IN ('delivery', 'parked', 'lane')""";

    private final Db db;

    /// The newest by index. One more than is counted says that there are more.
    private static String deadByProject(String whose) {
        return """
            WITH newest AS (
              SELECT tenant_id, destination, settled_at, last_status, last_cause FROM stopped
              WHERE state = 'DEAD'%s ORDER BY settled_at DESC LIMIT ?)
            SELECT tenant_id, destination, count(*) AS n, min(settled_at) AS oldest, max(settled_at) AS newest,
              mode() WITHIN GROUP (ORDER BY coalesce(last_status, 0) || ' ' || coalesce(last_cause, '')) AS cause,
              (sum(count(*)) OVER ())::bigint AS looked_at
            FROM newest GROUP BY tenant_id, destination ORDER BY n DESC, tenant_id, destination LIMIT ?""".formatted(whose);
    }

    QueueStore(Db db) {
        this.db = db;
    }

    /// @param tenants whose; null for everybody's
    List<QueueDepth> depths(@Nullable Set<String> tenants) {
        return db.tx(sql -> {
            // All of a table is counted fastest by reading all of it.
            sql.update("SET LOCAL enable_seqscan = on");
            boolean all = tenants == null;
            Array whose = sql.array("text", tenants == null ? List.of() : tenants);
            return sql.list(DEPTHS, QueueStore::depth, all, whose, all, whose, all, whose, all, whose);
        });
    }

    private static QueueDepth depth(Row row) throws SQLException {
        return new QueueDepth(
                row.string("name"),
                row.longValue("pending"),
                row.longValue("retrying"),
                row.longValue("dead"),
                row.bool("none") ? null : Duration.ofMillis(row.longValue("age")));
    }

    /// How long the oldest of all has waited; 0 when nothing does.
    Duration oldest() {
        return age(OLDEST);
    }

    Duration oldestParked() {
        return age(OLDEST_PARKED);
    }

    /// At most 100,000.
    long dead() {
        return db.read(sql -> sql.one(DEAD, row -> row.longValue("n"), MOST_DEAD))
                .orElse(0L);
    }

    /// Where the deliveries are that died last.
    ///
    /// @param tenants whose; null for everybody's
    DeadLetters deadLetters(@Nullable Set<String> tenants) {
        var looked = new AtomicLong();
        List<DeadLetters.OfProject> found = db.read(sql -> {
            var arguments = new ArrayList<Object>();
            if (tenants != null) {
                arguments.add(sql.array("text", tenants));
            }
            arguments.addAll(List.of(DeadLetters.MOST + 1, DeadLetters.MOST_PROJECTS + 1));
            return sql.list(
                    tenants == null ? DEAD_OF_ALL : DEAD_OF_SOME,
                    row -> {
                        looked.set(row.longValue("looked_at"));
                        String[] cause = row.string("cause").split(" ", 2);
                        return new DeadLetters.OfProject(
                                row.string("tenant_id"),
                                row.string("destination"),
                                row.longValue("n"),
                                row.instant("oldest"),
                                row.instant("newest"),
                                Integer.parseInt(cause[0]),
                                cause[1]);
                    },
                    arguments.toArray());
        });
        boolean partial = looked.get() > DeadLetters.MOST || found.size() > DeadLetters.MOST_PROJECTS;
        return new DeadLetters(found.stream().limit(DeadLetters.MOST_PROJECTS).toList(), partial);
    }

    /// How long the oldest snapshot is held that keeps PostgreSQL from clearing up.
    Duration oldestXmin() {
        return age(OLDEST_XMIN);
    }

    /// Rows of the work tables that are gone and not cleared up yet, by PostgreSQL's own reckoning.
    long deadTuples() {
        return db.read(sql -> sql.one(DEAD_TUPLES, row -> row.longValue("n"))).orElse(0L);
    }

    private Duration age(String statement) {
        return db.read((Sql sql) -> sql.one(statement, row -> Duration.ofMillis(row.longValue("age"))))
                .orElse(Duration.ZERO);
    }
}
