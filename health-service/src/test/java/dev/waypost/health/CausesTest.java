package dev.waypost.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.health.signal.Signals;
import dev.waypost.health.signal.Traffic;
import dev.waypost.platform.crypto.Vault;
import dev.waypost.proto.health.v1.CauseKind;
import dev.waypost.proto.health.v1.CheckEndpointRequest;
import dev.waypost.proto.health.v1.EndpointHealth;
import dev.waypost.proto.health.v1.EndpointHealthServiceGrpc;
import dev.waypost.proto.health.v1.HealthStatus;
import dev.waypost.proto.health.v1.ListVerdictChangesRequest;
import dev.waypost.testkit.Backends;
import dev.waypost.testkit.Fixtures;
import dev.waypost.testkit.ServiceUnderTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Whose fault it is that an endpoint does not work, and in which words that is said: whoever reads it knows what to
/// do. What only our own network is to blame for stands in [OwnNetworkCauseTest].
class CausesTest {
    private static final HealthStatus UNHEALTHY = HealthStatus.HEALTH_STATUS_UNHEALTHY;
    private static final HealthStatus DEGRADED = HealthStatus.HEALTH_STATUS_DEGRADED;

    private static FakeMeta provider;
    private static FakeConfig config;
    private static ServiceUnderTest health;

    private final String tenant = Fixtures.tenantId();
    private final String number = Fixtures.phoneNumberId();
    private final String session = "session-" + Fixtures.digits(8);

    @BeforeAll
    static void start() throws IOException {
        provider = new FakeMeta();
        config = new FakeConfig();
        health = ServiceUnderTest.start(
                "health",
                Map.of(
                        "waypost.db.url", Backends.freshDatabase(),
                        "waypost.peers.config", config.address(),
                        "waypost.health.probe.enabled", "false",
                        "waypost.health.probe.timeout", "1s",
                        "waypost.health.signals.enabled", "false"));
    }

    @AfterAll
    static void stop() {
        health.close();
        config.close();
        provider.close();
    }

    @Test
    void a_refused_key_is_the_credential() {
        isAtMeta();
        provider.refusesTheKey(number);

        assertCause(check(), UNHEALTHY, CauseKind.CAUSE_KIND_CREDENTIAL, "expired");
    }

    @Test
    void a_gateway_that_refuses_the_key_is_the_credential_too() {
        isOnGateway();
        provider.says(session, 401, "{\"message\": \"Unauthorized\"}");

        assertCause(fallen(), UNHEALTHY, CauseKind.CAUSE_KIND_CREDENTIAL, "WAHA refuses the key");
    }

    @Test
    void a_blocked_number_is_the_account_with_the_reason_that_the_provider_gives() {
        isAtMeta();
        provider.says(number, 200, """
                {"id": "1", "status": "CONNECTED", "health_status": {"can_send_message": "BLOCKED", "entities": [
                  {"can_send_message": "BLOCKED", "errors": [{"error_description": "no means of payment"}]}]}}""");

        assertCause(fallen(), UNHEALTHY, CauseKind.CAUSE_KIND_ACCOUNT, "sending is blocked: no means of payment");
    }

    @Test
    void bad_quality_is_the_account_and_still_carries() {
        isAtMeta();
        provider.isLimited(number);

        assertCause(check(), DEGRADED, CauseKind.CAUSE_KIND_ACCOUNT, "quality is RED");
    }

    @Test
    void a_session_that_waits_to_be_paired_is_the_session() {
        isOnGateway();
        provider.says(session, 200, "{\"name\": \"%s\", \"status\": \"SCAN_QR_CODE\"}".formatted(session));

        assertCause(fallen(), UNHEALTHY, CauseKind.CAUSE_KIND_SESSION, "the session is pairing");
    }

    @Test
    void a_server_that_answers_nonsense_is_the_transport() {
        isAtMeta();
        provider.isSilent(number);

        assertCause(fallen(), UNHEALTHY, CauseKind.CAUSE_KIND_TRANSPORT, "503");
    }

    @Test
    void a_server_that_nobody_reaches_is_the_transport() throws IOException {
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String url = "http://127.0.0.1:" + free.getLocalPort();
            free.close();
            config.set(tenant, url, number, true, health.bean(Vault.class));
        }

        assertCause(fallen(), UNHEALTHY, CauseKind.CAUSE_KIND_TRANSPORT, "no answer: CONNECT_FAILED");
    }

    @Test
    void a_server_that_takes_the_call_and_is_silent_is_the_transport() throws IOException {
        try (var hanging = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            config.set(tenant, "http://127.0.0.1:" + hanging.getLocalPort(), number, true, health.bean(Vault.class));

            assertCause(fallen(), UNHEALTHY, CauseKind.CAUSE_KIND_TRANSPORT, "no answer: TIMED_OUT_AFTER_SEND");
        }
    }

    @Test
    void an_address_that_we_do_not_call_is_the_setup() {
        config.set(tenant, "http://169.254.169.254", number, true, health.bean(Vault.class));

        assertCause(fallen(), UNHEALTHY, CauseKind.CAUSE_KIND_SETUP, "no answer: URL_REFUSED");
    }

    @Test
    void what_traffic_shows_has_a_cause_of_its_own() {
        isOnGateway();
        provider.says(session, 200, "{\"name\": \"%s\", \"status\": \"WORKING\"}".formatted(session));
        assertThat(check().getStatus()).isEqualTo(HealthStatus.HEALTH_STATUS_HEALTHY);
        fails(20);

        assertCause(fallen(), UNHEALTHY, CauseKind.CAUSE_KIND_SESSION, "20 of 20 tries of the last minutes failed");
    }

    private void isAtMeta() {
        config.set(tenant, provider.url(), number, true, health.bean(Vault.class));
    }

    private void isOnGateway() {
        config.setSession(tenant, provider.url(), session, health.bean(Vault.class));
    }

    private void fails(int tries) {
        var signals = health.bean(Signals.class);
        long minute = Instant.now().getEpochSecond() / 60;
        signals.counted(List.of(new Traffic(tenant, "main", minute, 0, 0, 0, 0, 0, tries)));
        signals.runOnce();
    }

    /// Silence may be over in a minute, and takes three looks to be believed.
    private EndpointHealth fallen() {
        check();
        check();
        return check();
    }

    private EndpointHealth check() {
        return EndpointHealthServiceGrpc.newBlockingStub(health.admin())
                .checkEndpoint(CheckEndpointRequest.newBuilder()
                        .setTenantId(tenant)
                        .setRequestId(Fixtures.id("req"))
                        .build())
                .getEndpointHealth();
    }

    /// The words stand in the history too, and neither there nor here is a key.
    private void assertCause(EndpointHealth seen, HealthStatus status, CauseKind kind, String words) {
        assertThat(seen.getStatus()).isEqualTo(status);
        assertThat(seen.getCauseKind()).isEqualTo(kind);
        assertThat(seen.getCause()).contains(words);
        assertThat(seen.toString()).doesNotContain("token-");
        assertThat(EndpointHealthServiceGrpc.newBlockingStub(health.admin())
                        .listVerdictChanges(ListVerdictChangesRequest.newBuilder()
                                .setTenantId(tenant)
                                .build())
                        .getChangesList()
                        .getFirst())
                .satisfies(change -> {
                    assertThat(change.getStatus()).isEqualTo(status);
                    assertThat(change.getCauseKind()).isEqualTo(kind);
                    assertThat(change.getCause()).contains(words);
                });
    }
}
