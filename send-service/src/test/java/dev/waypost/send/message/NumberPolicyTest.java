package dev.waypost.send.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumberPolicyTest {

    @ParameterizedTest
    @CsvSource({
        "+491701234567, +491701234567",
        "491701234567, +491701234567",
        "00491701234567, +491701234567",
        "'+49 (170) 123-45.67', +491701234567",
        "' +55 11 91234-5678 ', +5511912345678",
        "US.13491208655302741918, US.13491208655302741918",
        "US.ENT.1a2B3c, US.ENT.1a2B3c"
    })
    void a_recipient_has_one_form(String text, String to) {
        assertThat(NumberPolicy.decide(text)).isEqualTo(new NumberPolicy.Verdict.Recipient(to));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "+",
                "abc",
                "+49abc1234567",
                "12345",
                "+0491701234567",
                "+1234567890123456",
                "US.",
                "+49 170 1234567 x2"
            })
    void anything_else_is_no_recipient(String text) {
        assertThat(NumberPolicy.decide(text)).isInstanceOf(NumberPolicy.Verdict.Invalid.class);
    }
}
