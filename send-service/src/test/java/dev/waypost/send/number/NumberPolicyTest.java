package dev.waypost.send.number;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
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
        assertThat(NumberPolicy.decide(text, ""))
                .isEqualTo(new NumberPolicy.Verdict.Recipient(to, NumberPolicy.userOf(to)));
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
        assertThat(NumberPolicy.decide(text, "")).isInstanceOf(NumberPolicy.Verdict.Invalid.class);
    }

    @ParameterizedTest
    @CsvSource({
        "0170 1234567, 49, +491701234567",
        "170 1234567, 49, +491701234567",
        "491701234567, 49, +491701234567",
        "+14155552671, 49, +14155552671",
        "0014155552671, 49, +14155552671",
        "'+49 (0) 170 1234567', '', +491701234567",
        "06 698 12345, 39, +390669812345",
        "(415) 555-2671, 1, +14155552671",
        "\u200E+49\u2011170\u00A01234567\u202C, '', +491701234567",
        "\uFF0B\u0664\u0669\u0661\u0667\u0660\u0661\u0662\u0663\u0664\u0665\u0666\u0667, '', +491701234567",
        "4917012345678@s.whatsapp.net, '', +4917012345678",
        "4917012345678:12@c.us, '', +4917012345678"
    })
    void a_number_is_read_as_people_and_documents_write_it(String text, String countryCode, String to) {
        assertThat(NumberPolicy.decide(text, countryCode))
                .isEqualTo(new NumberPolicy.Verdict.Recipient(to, NumberPolicy.userOf(to)));
    }

    @ParameterizedTest
    @CsvSource({
        "+5511912345678, 551112345678",
        "+5215512345678, 525512345678",
        "+5491112345678, 541112345678",
        "+491701234567, 491701234567"
    })
    void a_user_is_the_same_with_and_without_a_countrys_extra_digit(String one, String other) {
        assertThat(NumberPolicy.userOf(one))
                .isEqualTo(NumberPolicy.userOf(other))
                .startsWith("+");
    }

    @Test
    void what_is_no_number_stays_as_it_is() {
        assertThat(NumberPolicy.userOf("US.1349")).isEqualTo("US.1349");
        assertThat(NumberPolicy.decide("120363021@g.us", ""))
                .isEqualTo(new NumberPolicy.Verdict.Recipient("120363021@g.us", "120363021@g.us"));
    }
}
