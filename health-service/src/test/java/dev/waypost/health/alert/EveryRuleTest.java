package dev.waypost.health.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Duration;
import dev.waypost.health.metric.RollUpWorker;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.grpc.GrpcPeers;
import dev.waypost.platform.tally.Count;
import dev.waypost.platform.tally.Tallies;
import dev.waypost.platform.tally.TallyFlush;
import dev.waypost.proto.config.v1.Project;
import dev.waypost.proto.config.v1.ProjectDisableCause;
import dev.waypost.proto.health.v1.Alert;
import dev.waypost.proto.health.v1.AlertServiceGrpc;
import dev.waypost.proto.health.v1.AlertServiceGrpc.AlertServiceBlockingStub;
import dev.waypost.proto.health.v1.AlertState;
import dev.waypost.proto.health.v1.CreateAlertWebhookRequest;
import dev.waypost.proto.health.v1.ListAlertsRequest;
import dev.waypost.proto.health.v1.SetAlertRuleRequest;
import dev.waypost.proto.status.v1.PartState;
import dev.waypost.testkit.Backends;
import dev.waypost.testkit.Fixtures;
import dev.waypost.testkit.ServiceUnderTest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Each rule sees its trouble where it shows in life, tells people, and tells them when it is over.
class EveryRuleTest {
    private static final int ENDPOINTS = 40;
    private static final String TENANT = Fixtures.tenantId();

    private static FakeProcess send;
    private static FakeProcess ingress;
    private static FakeProcess config;
    private static ServiceUnderTest health;
    private static Receiver receiver;

    /// What happens, and what ends it.
    private record Trouble(Runnable begins, Runnable ends) {}

    @BeforeAll
    static void start() throws IOException {
        send = new FakeProcess();
        ingress = new FakeProcess();
        config = new FakeProcess();
        receiver = new Receiver();
        health = ServiceUnderTest.start(
                "health",
                Map.of(
                        "waypost.db.url", Backends.freshDatabase(),
                        "waypost.peers.send", send.address(),
                        "waypost.peers.ingress", ingress.address(),
                        "waypost.peers.config", config.address(),
                        // It would tell of itself what is so on this machine.
                        "waypost.peers.health", config.address(),
                        "waypost.health.probe.enabled", "false",
                        "waypost.health.metric.enabled", "false",
                        "waypost.tally.every", "1h",
                        "waypost.health.alert.every", "1h"));
        api().createAlertWebhook(CreateAlertWebhookRequest.newBuilder()
                .setRequestId(Fixtures.id("req"))
                .setUrl(receiver.url("hook"))
                .build());
        sql("""
                INSERT INTO endpoint_health (tenant_id, endpoint_id, check_interval_ms, status)
                SELECT '%s', 'e' || i, 60000, 'HEALTHY' FROM generate_series(1, %d) AS i""".formatted(TENANT, ENDPOINTS));
    }

    @AfterAll
    static void stop() {
        health.close();
        receiver.close();
        send.close();
        ingress.close();
        config.close();
    }

    @ParameterizedTest
    @EnumSource(AlertKind.class)
    void is_raised_and_cleared_by_what_it_watches(AlertKind kind) {
        only(kind);
        Trouble trouble = trouble(kind);
        look(kind);
        Set<String> before =
                Set.copyOf(alerts(kind).stream().map(Alert::getAlertId).toList());

        trouble.begins().run();
        look(kind);

        assertThat(alerts(kind))
                .filteredOn(alert -> !before.contains(alert.getAlertId()))
                .singleElement()
                .satisfies(alert -> {
                    assertThat(alert.getState()).isEqualTo(AlertState.ALERT_STATE_OPEN);
                    assertThat(alert.getRunbook()).isEqualTo("docs/runbooks/" + kind.title() + ".md");
                    assertThat(alert.getSummary()).isNotEmpty();
                    assertThat(alert.getValue()).isGreaterThanOrEqualTo(alert.getThreshold());
                });
        String raised = alerts(kind).stream()
                .map(Alert::getAlertId)
                .filter(id -> !before.contains(id))
                .findFirst()
                .orElseThrow();
        await().untilAsserted(() -> assertThat(told(raised, "alert.raised")).isEqualTo(1));
        assertThat(told(raised, "alert.cleared")).isZero();
        look(kind);

        trouble.ends().run();
        look(kind);

        assertThat(alerts(kind))
                .filteredOn(alert -> !before.contains(alert.getAlertId()))
                .singleElement()
                .returns(AlertState.ALERT_STATE_CLEARED, Alert::getState);
        await().untilAsserted(() -> assertThat(told(raised, "alert.cleared")).isEqualTo(1));
        assertThat(told(raised, "alert.raised")).isEqualTo(1);
    }

    /// What makes one rule see trouble often makes others see it too.
    private static void only(AlertKind kind) {
        for (AlertKind other : AlertKind.values()) {
            boolean makesStorms = kind == AlertKind.ALERT_STORM && other == AlertKind.ENDPOINT_UNHEALTHY;
            api().setAlertRule(SetAlertRuleRequest.newBuilder()
                    .setRequestId(Fixtures.id("req"))
                    .setRule(other.title())
                    .setEnabled(other == kind || makesStorms)
                    .setRaiseAfter(Duration.getDefaultInstance())
                    .setClearAfter(Duration.getDefaultInstance())
                    .build());
        }
    }

    private static Trouble trouble(AlertKind kind) {
        return switch (kind) {
            case ERROR_RATE ->
                new Trouble(
                        () -> counts("main", Map.of(Count.SENT, 70, Count.ERROR_AUTH, 30)),
                        () -> counts("main", Map.of(Count.SENT, 5_000)));
            case SLO_BURN ->
                new Trouble(
                        () -> counts("main", Map.of(Count.SENT, 100, Count.FAILED, 1_000)),
                        () -> counts("main", Map.of(Count.SENT, 1_000_000)));
            case NO_INBOUND ->
                new Trouble(
                        () -> {
                            counts("busy", Map.of(Count.RECEIVED, 200));
                            sql("UPDATE metric_hour SET received_time = received_time - interval '2 days'"
                                    + " WHERE endpoint_id = 'busy'");
                        },
                        () -> counts("busy", Map.of(Count.RECEIVED, 1)));
            case DISCONNECT_RATE -> new Trouble(() -> fall(20, false), EveryRuleTest::rise);
            case ENDPOINT_UNHEALTHY -> new Trouble(() -> fall(1, false), EveryRuleTest::rise);
            case CREDENTIAL_EXPIRY -> new Trouble(() -> fall(1, true), EveryRuleTest::rise);
            case ALERT_STORM ->
                new Trouble(() -> fall(30, false), () -> {
                    rise();
                    sql("UPDATE alert SET raise_time = raise_time - interval '1 hour',"
                            + " last_raise_time = last_raise_time - interval '1 hour'");
                });
            case QUEUE_AGE -> figure(send, "queues", "oldest_seconds", 301, 10);
            case DEAD_LETTERS -> figure(ingress, "queues", "dead", 100, 3);
            case MEMORY -> figure(send, "memory", "used_share", 0.95, 0.5);
            case SPOOL_IN_USE -> figure(ingress, "spool", "used_bytes", 4096, 0);
            case SERVICE_DOWN -> new Trouble(() -> send.answers = false, () -> send.answers = true);
            case SERVICE_DEGRADED ->
                new Trouble(
                        () -> send.part("redis", PartState.PART_STATE_DEGRADED, Map.of()),
                        () -> send.part("redis", PartState.PART_STATE_WELL, Map.of()));
            case PROJECT_OFF -> new Trouble(() -> config.projects = List.of(off()), () -> config.projects = List.of());
        };
    }

    private static Trouble figure(FakeProcess process, String part, String figure, double bad, double good) {
        return new Trouble(
                () -> process.part(part, PartState.PART_STATE_WELL, Map.of(figure, bad)),
                () -> process.part(part, PartState.PART_STATE_WELL, Map.of(figure, good)));
    }

    private static Project off() {
        return Project.newBuilder()
                .setTenantId(TENANT)
                .setProjectId("crm")
                .setDisableCause(ProjectDisableCause.PROJECT_DISABLE_CAUSE_FAILING)
                .build();
    }

    private static void counts(String endpointId, Map<Count, Integer> counts) {
        var tally = health.bean(Tallies.class).of(TENANT, endpointId);
        counts.forEach(tally::add);
        health.bean(TallyFlush.class).runOnce();
        health.bean(RollUpWorker.class).runOnce();
    }

    private static void fall(int endpoints, boolean refused) {
        sql("UPDATE endpoint_health SET status = 'UNHEALTHY', cause = 'it does not answer', settled = " + refused
                + " WHERE substr(endpoint_id, 2)::int <= " + endpoints);
    }

    private static void rise() {
        sql("UPDATE endpoint_health SET status = 'HEALTHY', cause = '', settled = false");
    }

    /// Projects are read once a minute: whoever begins anew reads them now.
    private static void look(AlertKind kind) {
        if (kind == AlertKind.PROJECT_OFF) {
            Rules rules = health.bean(Alerts.class).rules();
            Seen seen = new ProjectWatchApi(health.bean(GrpcPeers.class)).look(rules);
            health.bean(Alerts.class).judge(seen, rules, 0);
            health.bean(PostWorker.class).wake();
        } else {
            health.bean(AlertWorker.class).runOnce();
        }
    }

    /// Ours: Redis also has the counts of whoever was tested before.
    private static List<Alert> alerts(AlertKind kind) {
        return api().listAlerts(ListAlertsRequest.newBuilder().setPageSize(1000).build()).getAlertsList().stream()
                .filter(alert -> alert.getRule().equals(kind.title()))
                .filter(alert -> Set.of("", TENANT).contains(alert.getTenantId()))
                .toList();
    }

    private static long told(String alertId, String type) {
        return receiver.taken.stream()
                .filter(got -> got.type().equals(type))
                .filter(got -> got.json().at("/data/alertId").asText().equals(alertId))
                .count();
    }

    private static void sql(String statement) {
        health.bean(Db.class).run(sql -> sql.update(statement));
    }

    private static AlertServiceBlockingStub api() {
        return AlertServiceGrpc.newBlockingStub(health.admin());
    }
}
