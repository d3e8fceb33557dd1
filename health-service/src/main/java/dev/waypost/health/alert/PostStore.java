package dev.waypost.health.alert;

import dev.waypost.lanes.Completion;
import dev.waypost.lanes.LaneKey;
import dev.waypost.lanes.LaneSql;
import dev.waypost.lanes.Leases;
import dev.waypost.lanes.WorkItem;
import dev.waypost.lanes.WorkSource;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Row;
import dev.waypost.platform.db.Sql;
import jakarta.inject.Singleton;
import java.sql.Array;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The posts that are still to be made, as a queue: for each webhook in the order in which things happened.
@Singleton
class PostStore implements WorkSource<Post, Posted> {
    static final String QUEUE = "alert";

    static final String READ = """
            SELECT * FROM alert_post p
            WHERE p.due_at <= now() AND (p.lane IN (SELECT unnest(?::int[]))) IS TRUE
              AND p.id NOT IN (SELECT unnest(?::bigint[])) AND p.conversation <> ALL(?)
              AND NOT EXISTS (SELECT FROM alert_post b WHERE b.conversation = p.conversation AND b.turn < p.turn
                AND b.due_at > now() OFFSET 0)
            ORDER BY p.id LIMIT ?""";

    static final String READ_OF = """
            SELECT p.* FROM unnest(?::text[]) AS w(webhook_id) CROSS JOIN LATERAL (
              SELECT * FROM alert_post p
              WHERE p.conversation = w.webhook_id AND p.due_at <= now() AND (p.lane IN (SELECT unnest(?::int[]))) IS TRUE
                AND p.id NOT IN (SELECT unnest(?::bigint[]))
                AND NOT EXISTS (SELECT FROM alert_post b WHERE b.conversation = p.conversation AND b.turn < p.turn
                  AND b.due_at > now() OFFSET 0)
              ORDER BY p.turn LIMIT ?) AS p
            LIMIT ?""";

    static final String COMPLETE = "WITH held AS (" + LaneSql.HELD_LANES + """
            ), mine AS (
              SELECT t.* FROM unnest(?::bigint[], ?::int[], ?::bigint[], ?::bigint[]) AS t(id, lane, epoch, wait)
              JOIN held ON held.lane = t.lane AND held.epoch = t.epoch),
            found AS (
              SELECT mine.*, p.place FROM mine CROSS JOIN LATERAL (
                SELECT ctid AS place FROM alert_post WHERE id = mine.id OFFSET 0) AS p),
            done AS (DELETE FROM alert_post WHERE ctid = ANY(ARRAY(SELECT place FROM found WHERE wait < 0)) RETURNING id),
            later AS (
              UPDATE alert_post p SET attempts = attempts + 1, due_at = now() + found.wait * interval '1 millisecond'
              FROM found WHERE found.wait >= 0 AND p.ctid = found.place RETURNING p.id)
            SELECT id FROM done UNION ALL SELECT id FROM later""";

    private static final String TELL = """
            UPDATE alert_webhook w SET last_failure = r.failure,
              last_success_time = CASE WHEN r.failure = '' THEN now() ELSE w.last_success_time END
            FROM unnest(?::text[], ?::text[], ?::text[]) AS r(tenant_id, webhook_id, failure)
            WHERE w.tenant_id = r.tenant_id AND w.webhook_id = r.webhook_id""";

    private final Db db;

    PostStore(Db db) {
        this.db = db;
    }

    void add(Sql sql, List<Post> posts) throws SQLException {
        if (posts.isEmpty()) {
            return;
        }
        sql.update(
                """
                INSERT INTO alert_post (tenant_id, webhook_tenant_id, conversation, lane, post_id, body)
                SELECT t, w, c, l, p, b FROM unnest(?::text[], ?::text[], ?::text[], ?::int[], ?::text[], ?::bytea[])
                  WITH ORDINALITY AS n(t, w, c, l, p, b, place) ORDER BY place""",
                sql.array("text", posts.stream().map(Post::tenantId).toList()),
                sql.array("text", posts.stream().map(Post::webhookTenantId).toList()),
                sql.array("text", posts.stream().map(Post::webhookId).toList()),
                sql.array(
                        "int4",
                        posts.stream()
                                .map(post -> LaneKey.laneOf(post.webhookId()))
                                .toList()),
                sql.array("text", posts.stream().map(Post::postId).toList()),
                sql.array("bytea", posts.stream().map(Post::body).toList()));
    }

    /// What waits for longer than anything is put off was put off before the clock jumped back.
    void unstick(Duration longest) {
        db.run(sql -> sql.update(
                "UPDATE alert_post SET due_at = now() WHERE due_at > now() + ? * interval '1 millisecond'",
                longest.toMillis()));
    }

    @Override
    public List<WorkItem<Post>> read(Leases leases, int limit) {
        return db.read(sql -> sql.list(
                READ,
                PostStore::item,
                sql.array("int4", leases.lanes()),
                sql.array("int8", leases.taken()),
                sql.array("text", leases.full()),
                limit));
    }

    @Override
    public List<WorkItem<Post>> readOf(List<String> webhookIds, Leases leases, int limit) {
        return db.read(sql -> sql.list(
                READ_OF,
                PostStore::item,
                sql.array("text", webhookIds),
                sql.array("int4", leases.lanes()),
                sql.array("int8", leases.taken()),
                leases.each(),
                limit));
    }

    @Override
    public Set<Long> complete(List<Completion<Post, Posted>> batch) {
        return db.tx(sql -> {
            Array lanes =
                    sql.array("int4", batch.stream().map(c -> c.item().lane()).toList());
            Array epochs =
                    sql.array("int8", batch.stream().map(Completion::epoch).toList());
            var written = new HashSet<>(sql.list(
                    COMPLETE,
                    row -> row.longValue("id"),
                    lanes,
                    epochs,
                    QUEUE,
                    sql.array("int8", batch.stream().map(c -> c.item().id()).toList()),
                    lanes,
                    epochs,
                    sql.array("int8", batch.stream().map(c -> wait(c.result())).toList())));
            sql.update(
                    TELL,
                    sql.array(
                            "text",
                            batch.stream()
                                    .map(c -> c.item().payload().webhookTenantId())
                                    .toList()),
                    sql.array(
                            "text",
                            batch.stream()
                                    .map(c -> c.item().payload().webhookId())
                                    .toList()),
                    sql.array(
                            "text", batch.stream().map(c -> failure(c.result())).toList()));
            return written;
        });
    }

    /// Below zero for what is not tried again.
    private static long wait(Posted posted) {
        return posted instanceof Posted.Again again ? again.pause().toMillis() : -1;
    }

    private static String failure(Posted posted) {
        return switch (posted) {
            case Posted.Done _ -> "";
            case Posted.Again again -> again.cause();
            case Posted.Dropped dropped -> dropped.cause();
        };
    }

    @Override
    public Optional<Duration> waitOf(Posted result) {
        return result instanceof Posted.Again again ? Optional.of(again.pause()) : Optional.empty();
    }

    private static WorkItem<Post> item(Row row) throws SQLException {
        var post = new Post(
                row.string("tenant_id"),
                row.string("webhook_tenant_id"),
                row.string("conversation"),
                row.string("post_id"),
                row.bytes("body"));
        return new WorkItem<>(
                row.longValue("id"),
                row.intValue("lane"),
                row.string("conversation"),
                row.string("conversation"),
                row.intValue("attempts"),
                post);
    }
}
