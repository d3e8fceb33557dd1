package dev.waypost.ingress.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DeepLinkPolicyTest {
    private static final Pattern LINK = Pattern.compile(
            "[ \\t\\r\\n]*[Ss][Tt][Aa][Rr][Tt]_[Rr][Ee][Aa][Ll][Tt][Yy]_([A-Za-z0-9-]{1,64})[ \\t\\r\\n]*");

    @ParameterizedTest
    @CsvSource({
        "start_realty_2, 2",
        "START_REALTY_2, 2",
        "Start_Realty_Agent-7, agent-7",
        "' start_realty_2\r\n', 2",
        "start_realty_-, -"
    })
    void a_link_is_found_in_either_case(String text, String code) {
        assertThat(DeepLinkPolicy.codeIn(text, "realty")).hasValue(code);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "startrealty2",
                "start_realty_",
                "start_realty_ ",
                "start_realty",
                "start__2",
                "_start_realty_2",
                "start_realty_2 hello",
                "hello start_realty_2",
                "start_realty_2_3",
                "start_realty_a b",
                "start_realty_٢",
                "start_realty_２",
                "ſtart_realty_2",
                "ＳＴＡＲＴ_realty_2",
                "stаrt_realty_2",
                "start＿realty＿2",
                "start_realty_2\u0000",
                "start_realty\u200b_2",
                "\u202estart_realty_2",
                "start_realty_\u212a",
                "start_salon_2",
                "start_realty_é"
            })
    void what_only_looks_like_a_link_is_none(String text) {
        assertThat(DeepLinkPolicy.codeIn(text, "realty")).isEmpty();
    }

    @Test
    void a_gateway_without_a_word_has_no_links() {
        assertThat(DeepLinkPolicy.codeIn("start__2", "")).isEmpty();
    }

    @Test
    void long_words_and_codes_end_where_the_contract_ends_them() {
        assertThat(DeepLinkPolicy.codeIn("start_realty_" + "7".repeat(64), "realty"))
                .hasValue("7".repeat(64));
        assertThat(DeepLinkPolicy.codeIn("start_realty_" + "7".repeat(65), "realty"))
                .isEmpty();
        assertThat(DeepLinkPolicy.codeIn("start_" + "w".repeat(32) + "_" + "7".repeat(64), "w".repeat(32)))
                .hasValue("7".repeat(64));
    }

    @Test
    void any_text_is_a_link_exactly_when_it_is_written_like_one() {
        var random = new Random(20261121);
        List<String> parts = List.of(
                "start", "START", "_", "_", "realty", "Realty", "2", "a-9", " ", "\n", "\u0000", "ſ", "İ", "\ud800",
                "\udc00", "😀", "", "x", "K", "k");
        int links = 0;
        for (int i = 0; i < 400_000; i++) {
            var text = new StringBuilder();
            if (random.nextInt(3) == 0) {
                text.append("start_realty_");
            }
            for (int part = random.nextInt(6); part > 0; part--) {
                text.append(parts.get(random.nextInt(parts.size())));
            }
            var expected = LINK.matcher(text);
            Optional<String> code =
                    expected.matches() ? Optional.of(expected.group(1).toLowerCase(Locale.ROOT)) : Optional.empty();
            assertThat(DeepLinkPolicy.codeIn(text.toString(), "realty"))
                    .as(() -> text.toString())
                    .isEqualTo(code);
            links += code.isPresent() ? 1 : 0;
        }
        assertThat(links).isGreaterThan(1000);
    }

    @Test
    void any_characters_at_all_never_throw() {
        var random = new Random(7);
        for (int i = 0; i < 100_000; i++) {
            char[] text = new char[random.nextInt(40)];
            for (int at = 0; at < text.length; at++) {
                text[at] = (char) random.nextInt(0x10000);
            }
            assertThat(DeepLinkPolicy.codeIn(new String(text), "realty")).isEmpty();
        }
    }

    @Test
    void three_megabytes_are_settled_by_their_length() {
        String huge = "start_realty_2" + " ".repeat(3_000_000);
        long start = System.nanoTime();
        for (int i = 0; i < 10_000; i++) {
            assertThat(DeepLinkPolicy.codeIn(huge, "realty")).isEmpty();
        }
        assertThat(System.nanoTime() - start).isLessThan(2_000_000_000L);
    }
}
