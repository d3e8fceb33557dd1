package dev.waypost.simulator.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class GatewaySessionTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-09-21T14:00:00Z"));

    @Test
    void the_first_code_lives_a_minute_the_others_twenty_seconds_and_after_six_it_is_over() {
        GatewaySession session = session("SCAN_QR_CODE");
        String first = text(session);

        pass(59);
        assertThat(text(session)).isEqualTo(first);
        pass(1);
        assertThat(text(session)).isNotEqualTo(first);
        pass(80);
        assertThat(session.status()).isEqualTo("SCAN_QR_CODE");
        pass(20);
        assertThat(session.status()).isEqualTo("FAILED");
        assertThat(session.qr()).isNull();
        session.start();
        assertThat(text(session)).isNotEqualTo(first);
    }

    @Test
    void a_stopped_session_keeps_its_log_in_and_a_logged_out_one_does_not() {
        GatewaySession session = session("WORKING");

        session.stop();
        assertThat(session.isWorking()).isFalse();
        session.start();
        assertThat(session.isWorking()).isTrue();
        session.logout();
        assertThat(session.status()).isEqualTo("SCAN_QR_CODE");
        session.pair();
        assertThat(session.isWorking()).isTrue();
    }

    private GatewaySession session(String status) {
        return new GatewaySession(
                GatewayCreation.account(GatewayAccount.Gateway.WAHA, "main", "key", status, "", ""), now::get);
    }

    private static String text(GatewaySession session) {
        return java.util.Objects.requireNonNull(session.qr()).text();
    }

    private void pass(int seconds) {
        now.updateAndGet(at -> at.plus(Duration.ofSeconds(seconds)));
    }
}
