package dev.waypost.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.health.alert.AlertWorker;
import dev.waypost.health.probe.CredentialWorker;
import dev.waypost.health.probe.Roster;
import dev.waypost.platform.crypto.Vault;
import dev.waypost.proto.health.v1.Alert;
import dev.waypost.proto.health.v1.AlertServiceGrpc;
import dev.waypost.proto.health.v1.AlertState;
import dev.waypost.proto.health.v1.ListAlertsRequest;
import dev.waypost.proto.health.v1.SetAlertRuleRequest;
import dev.waypost.testkit.Backends;
import dev.waypost.testkit.Fixtures;
import dev.waypost.testkit.ServiceUnderTest;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// People hear that a credential ends before it does, and once it is replaced they hear that too.
class CredentialEndTest {
    private final String tenant = Fixtures.tenantId();
    private final String number = Fixtures.phoneNumberId();

    @Test
    void a_credential_that_ends_soon_is_told_until_it_is_replaced() throws IOException {
        try (var meta = new FakeMeta();
                var config = new FakeConfig();
                var health = ServiceUnderTest.start(
                        "health",
                        Map.of(
                                "waypost.db.url",
                                Backends.freshDatabase(),
                                "waypost.peers.config",
                                config.address(),
                                "waypost.health.probe.enabled",
                                "false",
                                "waypost.health.alert.every",
                                "1h"))) {
            AlertServiceGrpc.newBlockingStub(health.admin())
                    .setAlertRule(SetAlertRuleRequest.newBuilder()
                            .setRequestId(Fixtures.id("req"))
                            .setRule("credential_expiry")
                            .setClearAfter(com.google.protobuf.Duration.getDefaultInstance())
                            .build());
            meta.tokensEnd(Instant.now().plus(Duration.ofDays(100)).getEpochSecond());
            set(config, meta, health);
            look(health);
            assertThat(alerts(health)).isEmpty();
            assertThat(meta.askedAboutTokens()).isEqualTo(1);
            look(health);
            assertThat(meta.askedAboutTokens()).isEqualTo(1);

            // Its tenant was changed: it is asked about anew.
            meta.tokensEnd(Instant.now().plus(Duration.ofDays(3)).getEpochSecond());
            set(config, meta, health);
            look(health);
            assertThat(alerts(health)).singleElement().satisfies(alert -> {
                assertThat(alert.getRule()).isEqualTo("credential_expiry");
                assertThat(alert.getEndpointId()).isEqualTo("main");
                assertThat(alert.getState()).isEqualTo(AlertState.ALERT_STATE_OPEN);
                assertThat(alert.getSummary()).contains("ends at 2").doesNotContain("token-" + number);
            });

            meta.tokensEnd(0);
            set(config, meta, health);
            look(health);
            assertThat(alerts(health))
                    .singleElement()
                    .satisfies(alert -> assertThat(alert.getState()).isEqualTo(AlertState.ALERT_STATE_CLEARED));
        }
    }

    private void set(FakeConfig config, FakeMeta meta, ServiceUnderTest health) {
        config.set(tenant, meta.url(), number, true, health.bean(Vault.class));
        health.bean(Roster.class).sweep();
    }

    private static void look(ServiceUnderTest health) {
        health.bean(CredentialWorker.class).runOnce();
        health.bean(AlertWorker.class).runOnce();
    }

    private List<Alert> alerts(ServiceUnderTest health) {
        return AlertServiceGrpc.newBlockingStub(health.admin())
                .listAlerts(ListAlertsRequest.newBuilder().setTenantId(tenant).build())
                .getAlertsList();
    }
}
