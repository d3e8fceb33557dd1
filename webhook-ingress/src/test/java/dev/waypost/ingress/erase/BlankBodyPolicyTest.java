package dev.waypost.ingress.erase;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/// Whose words stay and whose go.
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class BlankBodyPolicyTest {
    private static final String NUMBER = "4915112345678";

    @Test
    void of_a_batch_only_the_users_entries_are_blanked_and_keep_their_places() {
        assertThat(without("""
                {"entry":[{"changes":[{"value":{"metadata":{"display_phone_number":"1"},
                "contacts":[{"profile":{"name":"Ann"},"wa_id":"4915112345678"},{"profile":{"name":"Bob"},"wa_id":"49160"}],
                "messages":[{"from":"4915112345678","id":"w1","text":{"body":"mine"}},
                  {"from":"49160","id":"w2","text":{"body":"his"}}]}}]}]}""")).isEqualTo("""
                {"entry":[{"changes":[{"value":{"metadata":{"display_phone_number":"1"},\
                "contacts":[{"profile":{"name":""},"wa_id":""},{"profile":{"name":"Bob"},"wa_id":"49160"}],\
                "messages":[{"from":"","id":"","text":{"body":""}},{"from":"49160","id":"w2","text":{"body":"his"}}]}}]}]}""");
    }

    @Test
    void a_webhook_of_one_user_is_blanked_as_a_whole() {
        assertThat(without("""
                {"event":"message","payload":{"id":"false_4915112345678@c.us_3EB0","from":"4915112345678@c.us","body":"mine",\
                "at":17}}""")).isEqualTo("""
                {"event":"","payload":{"id":"","from":"","body":"","at":0}}""");
    }

    @Test
    void a_number_as_a_number_or_as_a_name_goes_too() {
        assertThat(without("{\"from\":4915112345678}")).isEqualTo("{\"from\":0}");
        assertThat(without("{\"by\":{\"4915112345678\":\"x\"}}")).isEmpty();
    }

    @Test
    void what_cannot_be_read_goes_whole() {
        assertThat(without("from=4915112345678&text=mine")).isEmpty();
        assertThat(without("\"4915112345678\"")).isEmpty();
    }

    private static String without(String body) {
        return new String(
                BlankBodyPolicy.without(body.getBytes(StandardCharsets.UTF_8), List.of(NUMBER)),
                StandardCharsets.UTF_8);
    }
}
