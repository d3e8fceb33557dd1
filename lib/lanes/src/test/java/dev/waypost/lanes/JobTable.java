package dev.waypost.lanes;

import dev.waypost.embedded.EmbeddedBackends;
import dev.waypost.embedded.PostgresServer;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.OpenedDb;
import dev.waypost.platform.db.Row;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/// A work table in a schema of its own, with the SQL that the README recommends.
final class JobTable implements WorkSource<String, JobTable.Outcome>, AutoCloseable {
    /// `DONE` by somebody, or again after a wait.
    record Outcome(String by, Duration again) {
        static Outcome done(String by) {
            return new Outcome(by, Duration.ZERO);
        }
    }

    private static final AtomicInteger SCHEMAS = new AtomicInteger();
    private static final EmbeddedBackends BACKENDS = start();

    private final OpenedDb opened;

    private JobTable(OpenedDb opened) {
        this.opened = opened;
    }

    private static EmbeddedBackends start() {
        EmbeddedBackends backends = EmbeddedBackends.ephemeral();
        Runtime.getRuntime().addShutdownHook(new Thread(backends::close));
        return backends;
    }

    static JobTable create() {
        String schema = "jobs_" + SCHEMAS.incrementAndGet();
        String url = BACKENDS.postgres().jdbcUrl();
        try (var admin = OpenedDb.at(url, PostgresServer.ROLE, "public")) {
            admin.db().run(sql -> sql.update("CREATE SCHEMA " + schema));
        }
        var table = new JobTable(OpenedDb.at(url, PostgresServer.ROLE, schema));
        table.db().run(sql -> {
            sql.update(LaneSql.migration());
            sql.update("""
                    CREATE TABLE job (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                      turn bigint GENERATED ALWAYS AS (id) STORED, lane int NOT NULL,
                      conversation text NOT NULL, tenant_id text NOT NULL, attempts int NOT NULL DEFAULT 0,
                      due_at timestamptz NOT NULL DEFAULT now(), done_by text);
                    CREATE INDEX job_order ON job (conversation, turn);
                    CREATE INDEX job_tenant ON job (tenant_id, turn)""");
        });
        return table;
    }

    Db db() {
        return opened.db();
    }

    /// A second connection pool, as another process would have.
    JobTable again() {
        return new JobTable(OpenedDb.at(
                opened.pool().getJdbcUrl(), PostgresServer.ROLE, opened.pool().getSchema()));
    }

    /// A row as its process offers it: with what its commit saw before it, or without.
    Offer<String> addOffer(String tenant, String conversation, boolean looked) {
        if (!looked) {
            return new Offer<>(add(tenant, conversation), Behind.UNKNOWN);
        }
        return db().tx(sql -> sql.one(
                        """
                        WITH added AS (INSERT INTO job (lane, conversation, tenant_id) VALUES (?, ?, ?) RETURNING *)
                        SELECT a.*, array_to_string(ARRAY(SELECT h.turn FROM job h WHERE h.done_by IS NULL
                          AND h.conversation = a.conversation AND h.turn < a.turn LIMIT ?), ' ') AS behind FROM added a""",
                        row -> new Offer<>(item(row), Behind.listed(row.string("behind"))),
                        LaneKey.laneOf(conversation),
                        conversation,
                        tenant,
                        Behind.MOST + 1)
                .orElseThrow());
    }

    WorkItem<String> add(String tenant, String conversation) {
        return db().tx(sql -> sql.one(
                        "INSERT INTO job (lane, conversation, tenant_id) VALUES (?, ?, ?) RETURNING *",
                        JobTable::item,
                        LaneKey.laneOf(conversation),
                        conversation,
                        tenant)
                .orElseThrow());
    }

    void addMany(String tenant, int conversations, int each) {
        db().run(sql -> {
            for (int i = 0; i < conversations; i++) {
                String conversation = tenant + "/" + i;
                sql.update(
                        "INSERT INTO job (lane, conversation, tenant_id) SELECT ?, ?, ? FROM generate_series(1, ?)",
                        LaneKey.laneOf(conversation),
                        conversation,
                        tenant,
                        each);
            }
        });
    }

    int pending() {
        return db().read(sql -> sql.one("SELECT count(*) AS n FROM job WHERE done_by IS NULL", row -> row.intValue("n"))
                .orElseThrow());
    }

    Optional<String> doneBy(long id) {
        return db().read(sql -> sql.one(
                "SELECT done_by FROM job WHERE id = ? AND done_by IS NOT NULL", row -> row.string("done_by"), id));
    }

    /// The lease of everybody ends now.
    void expireLeases() {
        db().run(sql -> sql.update("UPDATE lane_worker SET lease_until = now() - interval '1 second'"));
    }

    private static WorkItem<String> item(Row row) throws SQLException {
        return new WorkItem<>(
                row.longValue("id"),
                row.intValue("lane"),
                row.string("conversation"),
                row.string("tenant_id"),
                row.intValue("attempts"),
                "job " + row.longValue("id"));
    }

    /// PostgreSQL answers so many times with an error when a result is written.
    void refuseResults(int times) {
        opened.db().run(sql -> {
            sql.update("CREATE SEQUENCE asked");
            sql.update("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF nextval('asked') <= "
                    + times + " THEN RAISE EXCEPTION 'not now'; END IF; RETURN coalesce(NEW, OLD); END $$");
            sql.update("CREATE TRIGGER refuse BEFORE UPDATE OR DELETE ON job FOR EACH ROW EXECUTE FUNCTION refuse()");
        });
    }

    @Override
    public List<WorkItem<String>> read(Leases leases, int limit) {
        return db().read(sql -> sql.list(
                """
                WITH RECURSIVE tenant AS (
                  (SELECT tenant_id FROM job WHERE tenant_id > ? ORDER BY tenant_id LIMIT 1)
                  UNION ALL
                  SELECT n.tenant_id FROM tenant t CROSS JOIN LATERAL (
                    SELECT tenant_id FROM job WHERE tenant_id > t.tenant_id ORDER BY tenant_id LIMIT 1) AS n)
                SELECT j.* FROM tenant t CROSS JOIN LATERAL (
                  SELECT * FROM job j
                  WHERE j.tenant_id = t.tenant_id AND j.done_by IS NULL AND j.due_at <= now()
                    AND (j.lane IN (SELECT unnest(?::int[]))) IS TRUE AND j.id NOT IN (SELECT unnest(?::bigint[]))
                    AND NOT EXISTS (SELECT FROM job h WHERE h.done_by IS NULL AND h.conversation = j.conversation
                      AND h.turn < j.turn AND h.due_at > now() OFFSET 0)
                  ORDER BY j.turn LIMIT ?) AS j
                WHERE t.tenant_id NOT IN (SELECT unnest(?::text[])) LIMIT ?""",
                JobTable::item,
                leases.after(),
                sql.array("int4", leases.lanes()),
                sql.array("int8", leases.taken()),
                Math.min(limit, leases.each()),
                sql.array("text", leases.full()),
                limit));
    }

    @Override
    public List<WorkItem<String>> readOf(List<String> tenantIds, Leases leases, int limit) {
        return db().read(sql -> sql.list(
                """
                SELECT j.* FROM unnest(?::text[]) AS t(tenant_id) CROSS JOIN LATERAL (
                  SELECT * FROM job j
                  WHERE j.tenant_id = t.tenant_id AND j.done_by IS NULL AND j.due_at <= now()
                    AND (j.lane IN (SELECT unnest(?::int[]))) IS TRUE AND j.id NOT IN (SELECT unnest(?::bigint[]))
                    AND NOT EXISTS (SELECT FROM job h WHERE h.done_by IS NULL AND h.conversation = j.conversation
                      AND h.turn < j.turn AND h.due_at > now() OFFSET 0)
                  ORDER BY j.turn LIMIT ?) AS j LIMIT ?""",
                JobTable::item,
                sql.array("text", tenantIds),
                sql.array("int4", leases.lanes()),
                sql.array("int8", leases.taken()),
                leases.each(),
                limit));
    }

    @Override
    public Set<Long> ready(List<WorkItem<String>> offered, Leases leases) {
        var known = new HashSet<>(leases.taken());
        offered.forEach(item -> known.add(item.id()));
        return new HashSet<>(db().read(sql -> sql.list(
                """
                SELECT j.id FROM unnest(?::bigint[]) AS offered(id)
                CROSS JOIN LATERAL (SELECT * FROM job WHERE id = offered.id AND done_by IS NULL OFFSET 0) AS j
                WHERE j.due_at <= now()
                  AND NOT EXISTS (SELECT FROM job h WHERE h.done_by IS NULL AND h.conversation = j.conversation
                    AND h.turn < j.turn AND h.turn NOT IN (SELECT unnest(?::bigint[])) OFFSET 0)""",
                row -> row.longValue("id"),
                sql.array("int8", offered.stream().map(WorkItem::id).toList()),
                sql.array("int8", known))));
    }

    @Override
    public Set<Long> complete(List<Completion<String, Outcome>> batch) {
        return new HashSet<>(db().tx(sql -> sql.list(
                "WITH held AS (" + LaneSql.HELD_LANES + ")" + """
                        UPDATE job j SET attempts = j.attempts + 1, due_at = now() + d.again * interval '1 millisecond',
                          done_by = CASE WHEN d.again = 0 THEN d.by END
                        FROM unnest(?::int8[], ?::int[], ?::int8[], ?::text[], ?::int8[]) AS d(id, lane, epoch, by, again)
                        JOIN held ON held.lane = d.lane AND held.epoch = d.epoch
                        WHERE j.id = d.id AND j.done_by IS NULL RETURNING j.id""",
                row -> row.longValue("id"),
                sql.array("int4", batch.stream().map(c -> c.item().lane()).toList()),
                sql.array("int8", batch.stream().map(Completion::epoch).toList()),
                "jobs",
                sql.array("int8", batch.stream().map(c -> c.item().id()).toList()),
                sql.array("int4", batch.stream().map(c -> c.item().lane()).toList()),
                sql.array("int8", batch.stream().map(Completion::epoch).toList()),
                sql.array("text", batch.stream().map(c -> c.result().by()).toList()),
                sql.array(
                        "int8",
                        batch.stream().map(c -> c.result().again().toMillis()).toList()))));
    }

    @Override
    public Optional<Duration> waitOf(Outcome result) {
        return result.again().isZero() ? Optional.empty() : Optional.of(result.again());
    }

    @Override
    public void close() {
        opened.close();
    }
}
