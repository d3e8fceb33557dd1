package dev.waypost.ingress.receive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.platform.settings.Secret;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class HandshakeTest {
    private static final List<Secret> TOKEN = List.of(Secret.of("the-token"));

    private static Map<String, List<String>> query(String mode, String token, String challenge) {
        return Map.of(
                "hub.mode", List.of(mode), "hub.verify_token", List.of(token), "hub.challenge", List.of(challenge));
    }

    @Test
    void the_right_token_gets_its_challenge_back() {
        assertThat(Handshake.answer(query("subscribe", "the-token", "<b>1158201444"), TOKEN))
                .contains("<b>1158201444");
    }

    @Test
    void anything_else_gets_nothing() {
        assertThat(Handshake.answer(query("subscribe", "other", "1"), TOKEN)).isEmpty();
        assertThat(Handshake.answer(query("unsubscribe", "the-token", "1"), TOKEN))
                .isEmpty();
        assertThat(Handshake.answer(query("subscribe", "the-token", ""), TOKEN)).isEmpty();
        assertThat(Handshake.answer(query("subscribe", "the-token", "x".repeat(513)), TOKEN))
                .isEmpty();
        assertThat(Handshake.answer(Map.of(), TOKEN)).isEmpty();
    }

    @Test
    void without_a_token_of_ours_nobody_knows_it() {
        assertThat(Handshake.answer(query("subscribe", "", "1"), List.of())).isEmpty();
        assertThat(Handshake.answer(query("subscribe", "", "1"), List.of(Secret.of(""))))
                .isEmpty();
        assertThat(Handshake.answer(query("subscribe", "no token", "1"), List.of()))
                .isEmpty();
    }

    @Test
    void both_tokens_of_a_rotation_count() {
        List<Secret> both = List.of(Secret.of("the-token"), Secret.of("before"));

        assertThat(Handshake.answer(query("subscribe", "the-token", "1"), both)).contains("1");
        assertThat(Handshake.answer(query("subscribe", "before", "1"), both)).contains("1");
        assertThat(Handshake.answer(query("subscribe", "no token", "1"), TOKEN)).isEmpty();
    }

    @Test
    void a_repeated_token_counts_as_none() {
        var twice = Map.of(
                "hub.mode", List.of("subscribe"),
                "hub.verify_token", List.of("the-token", "the-token"),
                "hub.challenge", List.of("1"));

        assertThat(Handshake.answer(twice, TOKEN)).isEmpty();
    }
}
