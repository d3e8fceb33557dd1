package dev.waypost.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Timestamp;
import dev.waypost.platform.id.Ids;
import dev.waypost.proto.ingress.v1.DeliveryServiceGrpc;
import dev.waypost.proto.ingress.v1.ReplayEventsRequest;
import dev.waypost.testkit.Backends;
import dev.waypost.testkit.Fixtures;
import dev.waypost.testkit.ServiceUnderTest;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A process that replays, or hands a subscriber its events, is killed or sleeps; another one goes on.
@DisplayNameGeneration(ReplaceUnderscores.class)
final class TakenOverTest {
    private static final Duration SOON = Duration.ofSeconds(120);
    private static final int EVENTS = 60;

    @TempDir
    Path folder;

    private final TestConfigService config = new TestConfigService();
    private final TestProject project = TestProject.start();
    private final TestTenant tenant = new TestTenant();
    private final String user = Fixtures.digits(9);
    private Map<String, Object> settings;
    private String database;
    private ServiceUnderTest publisher;
    private IngressProcess one;

    @BeforeEach
    void start() throws Exception {
        database = Backends.freshDatabase();
        settings = Map.of(
                "waypost.db.url",
                database,
                "waypost.peers.config",
                config.address(),
                "waypost.ingress.replay.batch",
                "10",
                "waypost.ingress.replay.pause",
                "1h",
                "waypost.ingress.replay.lease",
                "2s",
                "waypost.ingress.subscriptions.lease",
                "10s");
        // Works on another database: it only knows the keys and the Redis of the others.
        publisher = ServiceUnderTest.start("ingress");
        one = IngressProcess.start(settings, folder.resolve("one.log"));
    }

    @AfterEach
    void stop() {
        one.close();
        publisher.close();
        project.close();
        config.close();
    }

    @Test
    void a_replay_goes_on_where_it_stood_when_its_process_is_killed() throws Exception {
        writesAll();
        try (var held = startsReplayAndHoldsAPart()) {
            one.kill();
            held.rollback();
        }

        try (var other = other()) {
            await().atMost(SOON).until(() -> state().equals("SUCCEEDED " + EVENTS));
            await().atMost(SOON).until(() -> pending() == 0);
            assertThat(other.isAlive()).isTrue();
        }
        assertThat(replayed()).isEqualTo(EVENTS + " of " + EVENTS);
        assertThat(project.got()).hasSizeGreaterThanOrEqualTo(2 * EVENTS);
    }

    @Test
    void a_process_that_wakes_up_after_another_did_its_replay_writes_nothing() throws Exception {
        writesAll();
        var held = startsReplayAndHoldsAPart();
        try (held) {
            one.signal("STOP");
            held.rollback();
        }
        try (var other = other()) {
            await().atMost(SOON).until(() -> state().equals("SUCCEEDED " + EVENTS));
            assertThat(other.isAlive()).isTrue();
        }
        String before = row();

        one.signal("CONT");
        // Its parts come one after the other: when it has done another replay, the one it slept in is over.
        replay();
        await().atMost(SOON).until(() -> {
            nextPartIsDue();
            return count("SELECT count(*) FROM ingress.replay WHERE state = 'SUCCEEDED'") == 2;
        });

        assertThat(row()).isEqualTo(before);
        assertThat(replayed()).isEqualTo(2 * EVENTS + " of " + EVENTS);
    }

    @Test
    void a_subscriber_whose_process_is_killed_goes_on_with_another_where_it_stood() throws Exception {
        String projectId = subscribes();
        try (var other = other()) {
            var first = new SubscriberStream(one.admin(), tenant.id, projectId, 0, "");
            first.awaits(1);
            var next = new SubscriberStream(other.admin(), tenant.id, projectId, 0, "");
            for (int i = 0; i < 4; i++) {
                first.awaits(i + 1);
                first.accept(i);
            }
            await().atMost(SOON).until(() -> waiting() == 6);
            first.awaits(5);
            assertThat(next.got()).isEmpty();

            one.kill();
            for (int i = 0; i < 6; i++) {
                next.awaits(i + 1);
                next.accept(i);
            }

            await().atMost(SOON).until(() -> waiting() == 0);
            // What it had and did not acknowledge comes again, what it acknowledged does not.
            assertThat(next.texts()).isEqualTo(texts(4, 10));
            next.end();
        }
    }

    @Test
    void a_subscribers_process_that_wakes_up_after_another_took_over_says_so_and_nothing_is_lost() throws Exception {
        String projectId = subscribes();
        try (var other = other()) {
            var first = new SubscriberStream(one.admin(), tenant.id, projectId, 0, "");
            first.awaits(1);
            one.signal("STOP");
            first.accept(0);
            var next = new SubscriberStream(other.admin(), tenant.id, projectId, 0, "");
            next.awaits(1);

            one.signal("CONT");
            assertThat(first.failure()).contains("CANCELLED");
            for (int i = 0; i < 10; i++) {
                next.awaits(i + 1);
                next.accept(i);
            }

            await().atMost(SOON).until(() -> waiting() == 0);
            assertThat(next.texts()).isEqualTo(texts(0, 10));
            assertThat(count("SELECT count(*) FROM ingress.delivered")).isEqualTo(10);
            next.end();
        }
    }

    /// One that pauses between no two parts.
    private IngressProcess other() throws Exception {
        var quick = new HashMap<>(settings);
        quick.put("waypost.ingress.replay.pause", "0s");
        return IngressProcess.start(quick, folder.resolve("other.log"));
    }

    private String subscribes() throws Exception {
        String projectId = tenant.project(publisher, "", Map.of(), true);
        tenant.publish(publisher);
        for (int i = 0; i < 10; i++) {
            says(i);
        }
        return projectId;
    }

    private static List<String> texts(int from, int until) {
        return IntStream.range(from, until).mapToObj(i -> "n" + i).toList();
    }

    private void writesAll() throws Exception {
        tenant.project(publisher, project.url(), Map.of(), true);
        tenant.publish(publisher);
        for (int i = 0; i < EVENTS; i++) {
            says(i);
        }
        await().atMost(SOON).until(() -> pending() == 0);
    }

    /// Returns while a process has a part in its hands and waits for a table that the connection holds.
    private Connection startsReplayAndHoldsAPart() throws Exception {
        replay();
        await().atMost(SOON).until(() -> count("SELECT done_items FROM ingress.replay") == 10);
        Connection holding = connection();
        holding.setAutoCommit(false);
        try (var statement = holding.createStatement()) {
            statement.execute("LOCK TABLE ingress.event IN ACCESS EXCLUSIVE MODE");
        }
        nextPartIsDue();
        await().atMost(SOON)
                .until(() -> count("SELECT count(*) FROM ingress.replay WHERE lease_until IS NOT NULL") == 1);
        return holding;
    }

    private void nextPartIsDue() {
        try (var connection = connection();
                var statement = connection.createStatement()) {
            statement.execute("UPDATE ingress.replay SET next_at = now() WHERE state IN ('PENDING', 'RUNNING')");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void replay() {
        DeliveryServiceGrpc.newBlockingStub(one.admin())
                .replayEvents(ReplayEventsRequest.newBuilder()
                        .setRequestId(Ids.next("req"))
                        .setTenantId(tenant.id)
                        .setFromTime(Timestamp.newBuilder().setSeconds(1))
                        .build());
    }

    private String state() {
        return text("SELECT state || ' ' || done_items FROM ingress.replay WHERE tenant_id = '" + tenant.id + "'");
    }

    private String row() {
        return text("SELECT r::text FROM ingress.replay r ORDER BY created_at LIMIT 1");
    }

    private String replayed() {
        return text("SELECT count(*) || ' of ' || count(DISTINCT event_id) FROM ingress.replayed");
    }

    private long pending() {
        return count("SELECT count(*) FROM ingress.delivery");
    }

    private long waiting() {
        return count("SELECT count(*) FROM ingress.parked");
    }

    private long count(String query) {
        return Long.parseLong(text(query));
    }

    private String text(String query) {
        try (var connection = connection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Connection connection() throws SQLException {
        return DriverManager.getConnection(database, Backends.username(), "");
    }

    private void says(int number) throws Exception {
        byte[] body = tenant.message("wamid." + user + "." + number, user, "n" + number, null);
        assertThat(one.receives(tenant, body)).isEqualTo(200);
    }
}
