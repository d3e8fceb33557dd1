package dev.waypost.health.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.waypost.platform.crypto.Signatures;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.fault.FaultStatus;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.tally.TallyFlush;
import dev.waypost.proto.health.v1.Alert;
import dev.waypost.proto.health.v1.AlertServiceGrpc;
import dev.waypost.proto.health.v1.AlertServiceGrpc.AlertServiceBlockingStub;
import dev.waypost.proto.health.v1.AlertWebhook;
import dev.waypost.proto.health.v1.CreateAlertWebhookRequest;
import dev.waypost.proto.health.v1.CreateAlertWebhookResponse;
import dev.waypost.proto.health.v1.ListAlertWebhooksRequest;
import dev.waypost.proto.health.v1.ListAlertsRequest;
import dev.waypost.proto.health.v1.SetAlertRuleRequest;
import dev.waypost.testkit.Backends;
import dev.waypost.testkit.Fixtures;
import dev.waypost.testkit.ServiceUnderTest;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/// Two processes that look for trouble when told to, and a receiver of alerts.
class AlertScene {
    static final Duration PATIENCE = Duration.ofSeconds(60);
    static final String SECRET = "a-secret-of-some-length";
    static ServiceUnderTest one;
    static ServiceUnderTest two;

    final String tenant = Fixtures.tenantId();
    Receiver receiver;

    @BeforeAll
    static void start() {
        String database = Backends.freshDatabase();
        one = service(database);
        two = service(database);
        // The rest of the suite is not there.
        for (String rule : List.of("service_down", "service_degraded", "memory", "slo_burn", "disconnect_rate")) {
            api().setAlertRule(SetAlertRuleRequest.newBuilder()
                    .setRequestId(Fixtures.id("req"))
                    .setRule(rule)
                    .setEnabled(false)
                    .build());
        }
    }

    @AfterAll
    static void stop() {
        one.close();
        two.close();
    }

    @BeforeEach
    void listen() throws IOException {
        receiver = new Receiver();
        rule("endpoint_unhealthy", SetAlertRuleRequest.newBuilder().setClearAfter(seconds(0)));
    }

    @AfterEach
    void hangUp() {
        receiver.close();
        one.bean(Db.class).run(sql -> sql.update("DELETE FROM endpoint_health WHERE tenant_id = ?", tenant));
    }

    static ServiceUnderTest service(String database) {
        return ServiceUnderTest.start(
                "health",
                Map.of(
                        "waypost.db.url", database,
                        "waypost.health.probe.enabled", "false",
                        "waypost.health.metric.enabled", "false",
                        "waypost.tally.every", "1h",
                        "waypost.health.alert.every", "1h",
                        "waypost.health.alert.retry-base", "20ms",
                        "waypost.health.alert.retry-cap", "100ms"));
    }

    CreateAlertWebhookResponse webhook() {
        return api().createAlertWebhook(CreateAlertWebhookRequest.newBuilder()
                .setRequestId(Fixtures.id("req"))
                .setTenantId(tenant)
                .setUrl(receiver.url("hook"))
                .setSecret(SECRET)
                .build());
    }

    AlertWebhook webhooks() {
        return api().listAlertWebhooks(ListAlertWebhooksRequest.newBuilder()
                        .setTenantId(tenant)
                        .build())
                .getWebhooks(0);
    }

    void rule(String rule, SetAlertRuleRequest.Builder how) {
        api().setAlertRule(how.setRequestId(Fixtures.id("req"))
                .setTenantId(tenant)
                .setRule(rule)
                .build());
    }

    void falls(String endpoint) {
        one.bean(Db.class).run(sql -> sql.update("""
                INSERT INTO endpoint_health (tenant_id, endpoint_id, check_interval_ms, status, cause)
                VALUES (?, ?, 60000, 'UNHEALTHY', 'it does not answer')
                ON CONFLICT (tenant_id, endpoint_id) DO UPDATE SET status = 'UNHEALTHY'""", tenant, endpoint));
    }

    void rises(String endpoint) {
        one.bean(Db.class)
                .run(sql -> sql.update(
                        "UPDATE endpoint_health SET status = 'HEALTHY' WHERE tenant_id = ? AND endpoint_id = ?",
                        tenant,
                        endpoint));
    }

    static void look() {
        one.bean(AlertWorker.class).runOnce();
    }

    static void roll() {
        one.bean(TallyFlush.class).runOnce();
        one.bean(dev.waypost.health.metric.RollUpWorker.class).runOnce();
    }

    List<Alert> alerts() {
        return api().listAlerts(
                        ListAlertsRequest.newBuilder().setTenantId(tenant).build())
                .getAlertsList();
    }

    Alert only() {
        assertThat(alerts()).hasSize(1);
        return alerts().getFirst();
    }

    static String signature(Receiver.Got got, String secret) {
        byte[] key = secret.startsWith("whsec_")
                ? Base64.getDecoder().decode(secret.substring(6))
                : secret.getBytes(StandardCharsets.UTF_8);
        byte[] head = (got.id() + "." + got.timestamp() + ".").getBytes(StandardCharsets.UTF_8);
        return "v1," + Base64.getEncoder().encodeToString(Signatures.hmacSha256(key, head, got.body()));
    }

    static com.google.protobuf.Duration seconds(long seconds) {
        return com.google.protobuf.Duration.newBuilder().setSeconds(seconds).build();
    }

    static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static Reason reasonOf(Runnable call) {
        return FaultStatus.of(catchThrowableOfType(StatusRuntimeException.class, call::run))
                .reason();
    }

    static AlertServiceBlockingStub api() {
        return AlertServiceGrpc.newBlockingStub(one.admin());
    }
}
