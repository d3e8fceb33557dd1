package dev.waypost.allinone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waypost.platform.db.Db;
import dev.waypost.proto.config.v1.RoutingPolicy;
import dev.waypost.proto.config.v1.TenantPolicy;
import dev.waypost.proto.health.v1.ListServersRequest;
import dev.waypost.proto.health.v1.Server;
import dev.waypost.proto.health.v1.ServerServiceGrpc;
import dev.waypost.testkit.ServiceProcess;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// A server that takes long to answer, and two processes that call it. One of them is killed meanwhile.
class InFlightTest {
    private static final int MESSAGES = 16;
    private static final Duration ANSWER = Duration.ofSeconds(30);

    @Test
    void messages_that_a_server_has_not_answered_are_told_and_those_of_a_killed_process_are_forgotten() {
        // Nobody probes: a server that hangs would be found broken, and nothing sent to it.
        try (var scene = new FailoverScene(
                Map.of("waypost.health.probe.enabled", "false"), Map.of("waypost.send.dispatch.enabled", "false"))) {
            Map<String, Object> sending =
                    Map.of("waypost.db.url", scene.database, "waypost.peers.config", scene.config.grpcAddress());
            try (var one = ServiceProcess.start("send", sending);
                    var other = ServiceProcess.start("send", sending)) {
                play(scene, one);
            }
        }
    }

    private static void play(FailoverScene scene, ServiceProcess one) {
        String tenant = scene.tenant(
                RoutingPolicy.ROUTING_POLICY_SINGLE,
                TenantPolicy.newBuilder().setMessageTimeout(FailoverScene.seconds(60)));
        String number = scene.endpoint(tenant, "first");
        // Answered at once, and nothing is left of it.
        scene.send(tenant, "+4915100000000");
        await().atMost(FailoverScene.PATIENCE)
                .until(() -> scene.sentThrough(number).size() == 1);
        await().atMost(FailoverScene.PATIENCE).until(() -> inFlight(scene, scene.server()) == 0);

        // Conversations go to both.
        await().atMost(FailoverScene.PATIENCE).until(() -> fewestLanes(scene) > 0);

        scene.breaks("\"latencyMs\":" + ANSWER.toMillis(), number);
        long start = System.nanoTime();
        for (int i = 1; i <= MESSAGES; i++) {
            scene.send(tenant, "+4915100000%03d".formatted(i));
        }
        await().atMost(ANSWER).until(() -> inFlight(scene, scene.server()) == MESSAGES);
        assertThat(inFlight(scene, scene.serverElsewhere())).isZero();

        one.close();
        await().atMost(Duration.ofSeconds(10)).until(() -> inFlight(scene, scene.server()) < MESSAGES);
        // Not because any was answered: the others are under way still.
        assertThat(inFlight(scene, scene.server())).isPositive();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(ANSWER);

        await().atMost(ANSWER.plus(FailoverScene.PATIENCE)).until(() -> inFlight(scene, scene.server()) == 0);
    }

    /// Of two who work; none while there is one.
    private static long fewestLanes(FailoverScene scene) {
        return scene.send
                .bean(Db.class)
                .read(sql -> sql.one(
                        "SELECT CASE WHEN count(*) = 2 THEN min(n) ELSE 0 END AS n FROM ("
                                + "SELECT count(*) AS n FROM lane WHERE queue = 'dispatch' AND owner IS NOT NULL GROUP BY owner) AS l",
                        row -> row.longValue("n")))
                .orElseThrow();
    }

    private static long inFlight(FailoverScene scene, String name) {
        Server server = ServerServiceGrpc.newBlockingStub(scene.health.admin())
                .listServers(ListServersRequest.newBuilder().setServer(name).build())
                .getServers(0);
        assertThat(server.hasInFlight()).isTrue();
        return server.getInFlight();
    }
}
