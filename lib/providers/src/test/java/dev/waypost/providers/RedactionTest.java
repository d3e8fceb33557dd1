package dev.waypost.providers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.platform.settings.Secret;
import java.util.List;
import org.junit.jupiter.api.Test;

class RedactionTest {
    private static final EndpointAccess ENDPOINT = new EndpointAccess(
            ProviderKind.GOWA, "http://h", null, null, null, "main", Secret.of("operator:the-password"));

    @Test
    void keys_numbers_and_texts_are_gone_and_the_rest_stays() {
        var redaction = Redaction.of(
                ENDPOINT,
                new OutgoingMessage(
                        "msg_1",
                        "+4915112345678",
                        new Content.Text("Your code is 471", false),
                        null,
                        new CallbackMark("msg_1", null)));

        assertThat(redaction.clean("bad \"Your code is 471\" for 4915112345678 or +4915112345678 by the-password"))
                .isEqualTo("bad \"…\" for … or … by …");
        assertThat(redaction.clean("(#131026) undeliverable")).isEqualTo("(#131026) undeliverable");
        assertThat(redaction.clean("x".repeat(1000))).hasSize(300);
        assertThat(redaction.clean("two\nlines")).isEqualTo("two lines");
    }

    @Test
    void whatever_a_content_says_is_known_to_the_redaction() {
        for (Content content : List.of(
                new Content.Poll("a secret question", List.of("a secret answer", "b"), 1),
                new Content.Template("t", "en", List.of(TemplateComponent.body("a secret name"))),
                new Content.Interactive(
                        null, "a secret body", null, new InteractiveAction.LinkButton("Go", "https://x")),
                new Content.Contacts(
                        List.of(new ContactCard("a secret person", null, null, List.of(), List.of(), null, List.of()))),
                new Content.Media(
                        Content.MediaKind.IMAGE,
                        new MediaSource.Link("https://a secret link"),
                        "a secret caption",
                        null,
                        null,
                        false))) {
            var message = new OutgoingMessage("m", "+49", content, null, new CallbackMark("m", null));
            String said = "a secret question, a secret answer, a secret name, a secret body, a secret person,"
                    + " https://a secret link, a secret caption";
            assertThat(Redaction.of(ENDPOINT, message).clean(said))
                    .as(content.type())
                    .contains("…");
        }
    }

    @Test
    void nothing_prints_a_file_or_a_code() {
        assertThat(new MediaSource.Bytes(new byte[] {65, 66}).toString()).isEqualTo("Bytes[2]");
        assertThat(new PairingAnswer.Code("ABCD-EFGH", java.time.Duration.ZERO).toString())
                .doesNotContain("ABCD");
    }

    @Test
    void a_name_cannot_add_a_field_to_a_card() {
        var card = new ContactCard(
                "Eve\nTEL:+666;x,y", "Eve", null, List.of("+4915112345678"), List.of(), "Evil; Inc", List.of());

        assertThat(card.vcard().lines())
                .containsExactly(
                        "BEGIN:VCARD",
                        "VERSION:3.0",
                        "N:;Eve;;;",
                        "FN:Eve\\nTEL:+666\\;x\\,y",
                        "ORG:Evil\\; Inc;",
                        "TEL;type=CELL;type=VOICE;waid=4915112345678:+4915112345678",
                        "END:VCARD");
    }
}
