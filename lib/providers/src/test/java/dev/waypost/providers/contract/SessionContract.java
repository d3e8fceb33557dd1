package dev.waypost.providers.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.platform.settings.Secret;
import dev.waypost.providers.CauseKind;
import dev.waypost.providers.EndpointAccess;
import dev.waypost.providers.PairBy;
import dev.waypost.providers.PairingAnswer;
import dev.waypost.providers.ProbeOutcome;
import dev.waypost.providers.ProviderKind;
import dev.waypost.providers.SessionAnswer;
import dev.waypost.providers.SessionState;
import dev.waypost.providers.SessionWebhook;
import dev.waypost.providers.Sessions;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// What every gateway's sessions and probes keep.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SessionContract {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final SessionWebhook HOOK =
            new SessionWebhook("https://hooks.example/a", Secret.of("webhook-secret-1"));

    private final ProviderKind kind;
    private ProviderWorld world;

    SessionContract(ProviderKind kind) {
        this.kind = kind;
    }

    @BeforeAll
    void start() throws Exception {
        world = new ProviderWorld(kind);
    }

    @AfterAll
    void stop() {
        world.close();
    }

    @BeforeEach
    void fresh() throws Exception {
        world.control("DELETE", "state", "");
        world.register("");
    }

    @Test
    void a_session_that_works_is_connected_and_healthy() {
        assertThat(state()).isEqualTo(SessionState.CONNECTED);
        assertThat(probe()).isEqualTo(new ProbeOutcome.Healthy());
        assertThat(pair(new PairBy.Qr()))
                .isInstanceOfSatisfying(
                        PairingAnswer.NotNow.class,
                        not -> assertThat(not.state()).isEqualTo(SessionState.CONNECTED));
    }

    @Test
    void a_session_is_created_paired_by_qr_code_and_logged_out() throws Exception {
        EndpointAccess fresh = world.access("fresh-1", ProviderWorld.KEY, world.url());

        assertThat(sessions().state(fresh, PATIENCE))
                .isInstanceOfSatisfying(
                        SessionAnswer.At.class, at -> assertThat(at.state()).isEqualTo(SessionState.ABSENT));
        assertThat(sessions().start(fresh, HOOK, PATIENCE))
                .isInstanceOfSatisfying(
                        SessionAnswer.At.class,
                        at -> assertThat(at.state()).isIn(SessionState.PAIRING, SessionState.STOPPED));
        assertThat(sessions().pair(fresh, new PairBy.Qr(), PATIENCE))
                .isInstanceOfSatisfying(PairingAnswer.Qr.class, qr -> {
                    assertThat(qr.png()).startsWith(0x89, 'P', 'N', 'G');
                    assertThat(qr.text()).isNotNull().contains("█").contains("▄");
                    assertThat(qr.lives()).isPositive();
                    assertThat(qr.toString()).doesNotContain("2@");
                });
        world.control(
                "POST",
                "sessions",
                "{\"provider\":\"%s\",\"session\":\"fresh-1\",\"action\":\"pair\"}".formatted(kind));
        assertThat(sessions().state(fresh, PATIENCE))
                .isInstanceOfSatisfying(
                        SessionAnswer.At.class, at -> assertThat(at.state()).isEqualTo(SessionState.CONNECTED));
        // Starting what is connected changes nothing.
        assertThat(sessions().start(fresh, HOOK, PATIENCE))
                .isInstanceOfSatisfying(
                        SessionAnswer.At.class, at -> assertThat(at.state()).isEqualTo(SessionState.CONNECTED));
        assertThat(sessions().logout(fresh, PATIENCE)).isInstanceOf(SessionAnswer.At.class);
        assertThat(sessions().state(fresh, PATIENCE))
                .isInstanceOfSatisfying(
                        SessionAnswer.At.class, at -> assertThat(at.state()).isNotEqualTo(SessionState.CONNECTED));
    }

    @Test
    void a_session_is_paired_by_code() throws Exception {
        world.register(",\"status\":\"SCAN_QR_CODE\"");

        assertThat(pair(new PairBy.Code("+4915112345678"))).isInstanceOfSatisfying(PairingAnswer.Code.class, code -> {
            assertThat(code.code()).matches("[0-9A-Z]{4}-[0-9A-Z]{4}");
            assertThat(code.toString()).doesNotContain(code.code());
        });
    }

    @Test
    void an_expired_code_is_followed_by_another() throws Exception {
        world.register(",\"status\":\"SCAN_QR_CODE\"");
        byte[] first = ((PairingAnswer.Qr) pair(new PairBy.Qr())).png();

        world.session("expire");

        assertThat(((PairingAnswer.Qr) pair(new PairBy.Qr())).png()).isNotEqualTo(first);
    }

    @Test
    void a_lost_session_is_told_from_a_wrong_key_and_from_an_absent_server() throws Exception {
        world.session("lose");
        assertThat(probe())
                .isInstanceOfSatisfying(
                        ProbeOutcome.Unhealthy.class,
                        bad -> assertThat(bad.kind()).isEqualTo(CauseKind.SESSION));

        world.register("");
        assertThat(cause(world.access(ProviderWorld.NAME, "wrong:key-wrong", world.url())))
                .isEqualTo(CauseKind.CREDENTIAL);
        assertThat(cause(world.access(ProviderWorld.NAME, ProviderWorld.KEY, "http://10.0.0.1")))
                .isEqualTo(CauseKind.SETUP);
        assertThat(cause(world.access("nobody-2", ProviderWorld.KEY, world.url())))
                .isEqualTo(CauseKind.SESSION);
        world.faults("\"html502\":true");
        assertThat(cause(world.access())).isEqualTo(CauseKind.TRANSPORT);
        world.faults("\"hang\":true");
        assertThat(((ProbeOutcome.Unhealthy)
                                world.provider.prober().orElseThrow().probe(world.access(), Duration.ofMillis(300)))
                        .kind())
                .isEqualTo(CauseKind.TRANSPORT);
    }

    @Test
    void a_lost_session_comes_back_when_it_is_restarted() throws Exception {
        world.session("lose");
        assertThat(state()).isNotEqualTo(SessionState.CONNECTED);

        assertThat(sessions().restart(world.access(), PATIENCE))
                .isInstanceOfSatisfying(
                        SessionAnswer.At.class, at -> assertThat(at.state()).isEqualTo(SessionState.CONNECTED));
        assertThat(sessions().restart(world.access("nobody-3", ProviderWorld.KEY, world.url()), PATIENCE))
                .isInstanceOfSatisfying(
                        SessionAnswer.At.class, at -> assertThat(at.state()).isEqualTo(SessionState.ABSENT));
    }

    @Test
    void a_stop_keeps_the_log_in_or_says_that_it_cannot() {
        switch (sessions().stop(world.access(), PATIENCE)) {
            case SessionAnswer.At at -> {
                assertThat(sessions().keepsLogIn()).isTrue();
                assertThat(at.state()).isEqualTo(SessionState.STOPPED);
                assertThat(sessions().start(world.access(), null, PATIENCE))
                        .isInstanceOfSatisfying(
                                SessionAnswer.At.class,
                                again -> assertThat(again.state()).isEqualTo(SessionState.CONNECTED));
            }
            case SessionAnswer.Unsupported unsupported -> {
                assertThat(sessions().keepsLogIn()).isFalse();
                assertThat(unsupported.detail()).contains("cannot stop");
            }
            case SessionAnswer.Failed failed -> throw new AssertionError(failed);
        }
    }

    private CauseKind cause(EndpointAccess endpoint) {
        return ((ProbeOutcome.Unhealthy) world.provider.prober().orElseThrow().probe(endpoint, PATIENCE)).kind();
    }

    private Sessions sessions() {
        return world.provider.sessions().orElseThrow();
    }

    private SessionState state() {
        return ((SessionAnswer.At) sessions().state(world.access(), PATIENCE)).state();
    }

    private ProbeOutcome probe() {
        return world.provider.prober().orElseThrow().probe(world.access(), PATIENCE);
    }

    private PairingAnswer pair(PairBy how) {
        return sessions().pair(world.access(), how, PATIENCE);
    }
}
