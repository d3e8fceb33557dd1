package dev.waypost.platform.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MaskedTest {
    @Test
    void a_phone_number_keeps_only_its_ends() {
        assertThat(Masked.phone("+491701234567")).isEqualTo("+49********67");
        assertThat(Masked.phone("123")).isEqualTo("***");
    }

    @Test
    void numbers_and_tokens_that_slip_into_a_line_are_masked() {
        assertThat(Masked.text("to +491701234567 failed"))
                .isEqualTo("to +491*******67 failed")
                .doesNotContain("1234");
        assertThat(Masked.text("Authorization: Bearer abc.def")).doesNotContain("abc");
    }

    @Test
    void ids_times_and_ports_stay_readable() {
        String line = "msg_01J0000000000000000000000 at 2026-11-21T04:00:00.123456789Z port 9101 wamid.123456789012";

        assertThat(Masked.text(line)).isEqualTo(line);
    }
}
