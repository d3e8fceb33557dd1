package dev.waypost.health.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waypost.platform.crypto.Vault;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.http.GuardedHttp;
import dev.waypost.proto.health.v1.AlertServiceGrpc;
import dev.waypost.proto.health.v1.AlertServiceGrpc.AlertServiceBlockingStub;
import dev.waypost.proto.health.v1.AlertWebhook;
import dev.waypost.proto.health.v1.CreateAlertWebhookRequest;
import dev.waypost.proto.health.v1.ListAlertWebhooksRequest;
import dev.waypost.proto.health.v1.SetAlertRuleRequest;
import dev.waypost.testkit.Backends;
import dev.waypost.testkit.Fixtures;
import dev.waypost.testkit.ServiceUnderTest;
import dev.waypost.testkit.TestClock;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A receiver of alerts that refuses connections for an hour, with the waits that nobody changed. The hour is passed in
/// the store and in the worker's clock: every wait is skipped, and counts.
class AwayForAnHourTest {
    private static final Duration AWAY = Duration.ofHours(1);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int ALERTS = 5;

    private final String tenant = Fixtures.tenantId();
    private final TestClock clock = TestClock.at(Instant.now());
    private final List<String> expected = new ArrayList<>();
    private ServiceUnderTest health;
    private PostWorker worker;

    /// The post that all others wait for.
    record Head(String postId, int attempts, Duration pause) {}

    @BeforeEach
    void start() {
        health = ServiceUnderTest.start(
                "health",
                Map.of(
                        "waypost.db.url", Backends.freshDatabase(),
                        "waypost.health.probe.enabled", "false",
                        "waypost.health.metric.enabled", "false",
                        // The one below posts, by the same settings and a clock of its own.
                        "waypost.health.alert.enabled", "false"));
        worker = worker();
        worker.start();
    }

    @AfterEach
    void stop() {
        worker.close();
        health.close();
    }

    @Test
    void alerts_arrive_once_and_in_order_after_the_receiver_was_away_for_an_hour() throws IOException {
        try (var elsewhere = new Receiver()) {
            play(freePort(), elsewhere);
        }
    }

    private void play(int port, Receiver elsewhere) throws IOException {
        rules();
        String webhook = webhook("http://127.0.0.1:" + port + "/hook");
        webhook(elsewhere.url("hook"));
        changes("e0", "UNHEALTHY", "alert.raised");
        Head first = tried(webhook, "", 0);

        Duration away = Duration.ZERO;
        int changes = 1;
        int tries = first.attempts();
        while (away.compareTo(AWAY) < 0) {
            Head head = head(webhook);
            passes(head.pause());
            away = away.plus(head.pause());
            // Things go on meanwhile: every few minutes something falls, or rises again.
            for (;
                    changes < ALERTS * 2
                            && away.compareTo(AWAY.dividedBy(ALERTS * 2).multipliedBy(changes)) > 0;
                    changes++) {
                boolean falls = changes < ALERTS;
                changes(
                        "e" + changes % ALERTS,
                        falls ? "UNHEALTHY" : "HEALTHY",
                        falls ? "alert.raised" : "alert.cleared");
            }
            worker.wake();
            tries = tried(webhook, head.postId(), head.attempts()).attempts();
        }

        // Tried all the time, and none of it was given up; who listens elsewhere was told at once.
        assertThat(tries).isGreaterThan(30);
        assertThat(expected).hasSize(changes).hasSizeGreaterThan(ALERTS);
        assertThat(head(webhook).postId()).isEqualTo(first.postId());
        assertThat(known(webhook).getPending()).isEqualTo(expected.size());
        assertThat(known(webhook).getLastFailure()).isNotEmpty();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(told(elsewhere)).containsExactlyElementsOf(expected));

        try (var back = new Receiver(port)) {
            passes(head(webhook).pause());
            worker.wake();

            await().atMost(PATIENCE).until(() -> known(webhook).getPending() == 0);
            assertThat(told(back)).containsExactlyElementsOf(expected);
            assertThat(back.taken).extracting(Receiver.Got::id).doesNotHaveDuplicates();
            assertThat(back.taken.getFirst().id()).isEqualTo(first.postId());
            assertThat(known(webhook).getLastFailure()).isEmpty();
        }
    }

    private PostWorker worker() {
        AlertSettings unchanged = health.bean(AlertSettings.class);
        return new PostWorker(
                health.bean(PostStore.class),
                health.bean(WebhookStore.class),
                health.bean(Db.class),
                health.bean(GuardedHttp.class),
                health.bean(Vault.class),
                clock,
                new AlertSettings(
                        true,
                        unchanged.every(),
                        unchanged.keep(),
                        unchanged.timeout(),
                        unchanged.retryBase(),
                        unchanged.retryCap(),
                        unchanged.giveUpAfter(),
                        unchanged.runbooks(),
                        unchanged.credentialNotice(),
                        unchanged.errorRate(),
                        unchanged.disconnectRate()),
                health.bean(MeterRegistry.class));
    }

    private void rules() {
        for (String rule : List.of("service_down", "service_degraded", "memory", "slo_burn", "disconnect_rate")) {
            api().setAlertRule(SetAlertRuleRequest.newBuilder()
                    .setRequestId(Fixtures.id("req"))
                    .setRule(rule)
                    .setEnabled(false)
                    .build());
        }
        api().setAlertRule(SetAlertRuleRequest.newBuilder()
                .setRequestId(Fixtures.id("req"))
                .setTenantId(tenant)
                .setRule("endpoint_unhealthy")
                .setClearAfter(com.google.protobuf.Duration.getDefaultInstance())
                .build());
    }

    private String webhook(String url) {
        return api().createAlertWebhook(CreateAlertWebhookRequest.newBuilder()
                        .setRequestId(Fixtures.id("req"))
                        .setTenantId(tenant)
                        .setUrl(url)
                        .build())
                .getWebhook()
                .getWebhookId();
    }

    private AlertWebhook known(String webhookId) {
        return api()
                .listAlertWebhooks(ListAlertWebhooksRequest.newBuilder()
                        .setTenantId(tenant)
                        .build())
                .getWebhooksList()
                .stream()
                .filter(webhook -> webhook.getWebhookId().equals(webhookId))
                .findFirst()
                .orElseThrow();
    }

    private void changes(String endpoint, String status, String told) {
        health.bean(Db.class).run(sql -> sql.update("""
                INSERT INTO endpoint_health (tenant_id, endpoint_id, check_interval_ms, status, cause)
                VALUES (?, ?, 60000, ?, 'it does not answer')
                ON CONFLICT (tenant_id, endpoint_id) DO UPDATE SET status = excluded.status""", tenant, endpoint, status));
        health.bean(AlertWorker.class).runOnce();
        worker.wake();
        expected.add(told + " " + endpoint);
    }

    private static List<String> told(Receiver receiver) {
        return receiver.taken.stream()
                .map(got -> got.type() + " " + got.subject())
                .toList();
    }

    private Head head(String webhook) {
        return health.bean(Db.class)
                .read(sql -> sql.one(
                        """
                        SELECT post_id, attempts, (extract(epoch FROM greatest(due_at - now(), interval '0')) * 1000)::bigint AS wait
                        FROM alert_post WHERE conversation = ? ORDER BY turn LIMIT 1""",
                        row -> new Head(
                                row.string("post_id"),
                                row.intValue("attempts"),
                                Duration.ofMillis(row.longValue("wait"))),
                        webhook))
                .orElseThrow();
    }

    /// Waits for one more try than those; a head that is another one says so by its id.
    private Head tried(String webhook, String postId, int attempts) {
        await().atMost(PATIENCE).until(() -> {
            Head head = head(webhook);
            return head.attempts() > attempts
                    || !postId.isEmpty() && !head.postId().equals(postId);
        });
        return head(webhook);
    }

    private void passes(Duration time) {
        health.bean(Db.class)
                .run(sql -> sql.update(
                        "UPDATE alert_post SET due_at = due_at - ? * interval '1 millisecond'", time.toMillis()));
        clock.advance(time);
    }

    private AlertServiceBlockingStub api() {
        return AlertServiceGrpc.newBlockingStub(health.admin());
    }

    private static int freePort() throws IOException {
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }
}
