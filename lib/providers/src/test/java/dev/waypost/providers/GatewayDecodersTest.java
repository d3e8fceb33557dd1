package dev.waypost.providers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.waypost.providers.InboundEvent.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What the self-hosted providers send.
class GatewayDecodersTest {
    @Test
    void a_message_names_session_user_and_what_it_answers() throws IOException {
        InboundEvent waha = sample("waha.webhook.message.media.json");
        assertThat(waha.kind()).isEqualTo(Kind.MESSAGE);
        assertThat(waha.type()).isEqualTo("image");
        assertThat(waha.session()).isEqualTo("acme-main");
        assertThat(waha.user()).isEqualTo("5511988887777");
        assertThat(waha.replyTo()).isEqualTo("3EB0AA00");
        assertThat(waha.providerTime()).isEqualTo(Instant.ofEpochSecond(1790000002));
        assertThat(sample("waha.webhook.message.json").text()).isEqualTo("hi start_realty_2");

        InboundEvent gowa = sample("gowa.webhook.message.json");
        assertThat(gowa.kind()).isEqualTo(Kind.MESSAGE);
        assertThat(gowa.session()).isEqualTo("acme-main");
        assertThat(gowa.user()).isEqualTo("628987654321");
        assertThat(gowa.scopedUser()).isEqualTo("251556368777322@lid");
        assertThat(gowa.replyTo()).isEqualTo("3EB0OUT2");
        assertThat(gowa.providerTime()).isEqualTo(Instant.parse("2026-09-21T14:13:21Z"));
        assertThat(sample("gowa.webhook.message.image.json").type()).isEqualTo("image");

        InboundEvent evolution = sample("evolution.webhook.messages.upsert.json");
        assertThat(evolution.kind()).isEqualTo(Kind.MESSAGE);
        assertThat(evolution.type()).isEqualTo("text");
        assertThat(evolution.session()).isEqualTo("acme-main");
        assertThat(evolution.user()).isEqualTo("5511988887777");
        assertThat(evolution.text()).isEqualTo("hello");
        assertThat(evolution.providerMessageId()).isEqualTo("3EB0CC01");
    }

    @Test
    void reactions_are_messages_about_a_message() throws IOException {
        assertThat(sample("waha.webhook.message.reaction.json").replyTo()).isEqualTo("3EB0OUT1");
        assertThat(sample("gowa.webhook.message.reaction.json").replyTo()).isEqualTo("3EB0OUT2");
        assertThat(sample("gowa.webhook.message.reaction.json").type()).isEqualTo("reaction");
    }

    @Test
    void acknowledgements_are_statuses_one_for_each_message() throws IOException {
        InboundEvent waha = sample("waha.webhook.message.ack.json");
        assertThat(waha.kind()).isEqualTo(Kind.STATUS);
        assertThat(waha.status()).isEqualTo("read");
        assertThat(waha.providerMessageId()).isEqualTo("3EB0OUT1");
        assertThat(waha.user()).isEqualTo("5511988887777");

        List<InboundEvent> gowa = decode(ProviderKind.GOWA, ProviderSamples.bytes("gowa.webhook.message.ack.json"));
        assertThat(gowa)
                .extracting(InboundEvent::providerMessageId, InboundEvent::status)
                .containsExactly(
                        org.assertj.core.api.Assertions.tuple("3EB0OUT2", "read"),
                        org.assertj.core.api.Assertions.tuple("3EB0OUT3", "read"));
        assertThat(gowa).extracting(InboundEvent::dedupeKey).doesNotHaveDuplicates();

        InboundEvent evolution = sample("evolution.webhook.messages.update.json");
        assertThat(evolution.kind()).isEqualTo(Kind.STATUS);
        assertThat(evolution.status()).isEqualTo("read");
        assertThat(evolution.providerMessageId()).isEqualTo("3EB0OUT4");
    }

    @Test
    void what_says_nothing_of_our_messages_is_no_status() {
        assertThat(waha(
                                "message.ack",
                                "\"id\":\"false_1@c.us_A\",\"from\":\"1@c.us\",\"fromMe\":false,\"ackName\":\"READ\"")
                        .kind())
                .isEqualTo(Kind.OTHER);
        assertThat(waha("message.ack", "\"id\":\"true_1@c.us_A\",\"fromMe\":true,\"ackName\":\"PENDING\"")
                        .kind())
                .isEqualTo(Kind.OTHER);
        assertThat(waha("message.ack", "\"id\":\"true_1@c.us_A\",\"fromMe\":true,\"ackName\":\"ERROR\"")
                        .status())
                .isEqualTo("failed");
        assertThat(waha("message.any", "\"id\":\"true_1@c.us_A\",\"to\":\"1@c.us\",\"fromMe\":true")
                        .kind())
                .isEqualTo(Kind.OTHER);
    }

    @Test
    void session_events_are_told_apart_from_messages() throws IOException {
        InboundEvent waha = sample("waha.webhook.session.status.json");
        assertThat(waha.kind()).isEqualTo(Kind.SESSION);
        assertThat(waha.status()).isEqualTo("FAILED");
        assertThat(sample("evolution.webhook.connection.update.json").kind()).isEqualTo(Kind.SESSION);
        assertThat(sample("evolution.webhook.connection.update.json").status()).isEqualTo("open");
        assertThat(sample("evolution.webhook.qrcode.updated.json").kind()).isEqualTo(Kind.SESSION);
    }

    @Test
    void the_same_message_by_two_subscriptions_is_one_and_two_sessions_are_two() {
        String payload = "\"id\":\"false_1@c.us_A\",\"from\":\"1@c.us\",\"fromMe\":false,\"body\":\"x\"";

        assertThat(waha("message", payload).dedupeKey())
                .isEqualTo(waha("message.any", payload).dedupeKey());
        assertThat(waha("message", payload).dedupeKey())
                .isNotEqualTo(decode(
                                ProviderKind.WAHA,
                                "{\"event\":\"message\",\"session\":\"t\",\"payload\":{" + payload + "}}")
                        .getFirst()
                        .dedupeKey());
    }

    @Test
    void a_session_that_opens_twice_is_two_events() {
        String body =
                "{\"event\":\"connection.update\",\"instance\":\"a\",\"data\":{\"state\":\"open\"},\"date_time\":\"%s\"}";

        assertThat(decode(ProviderKind.EVOLUTION, body.formatted("2026-09-21T11:13:21.000Z"))
                        .getFirst()
                        .dedupeKey())
                .isNotEqualTo(decode(ProviderKind.EVOLUTION, body.formatted("2026-09-21T11:15:21.000Z"))
                        .getFirst()
                        .dedupeKey());
    }

    @Test
    void hidden_users_and_groups_are_known_by_their_address() {
        InboundEvent lid = waha("message", "\"id\":\"A\",\"from\":\"99@lid\",\"fromMe\":false");
        assertThat(lid.user()).isEqualTo("99@lid");
        assertThat(lid.scopedUser()).isEqualTo("99@lid");
        InboundEvent group =
                waha("message", "\"id\":\"A\",\"from\":\"120363@g.us\",\"participant\":\"1@c.us\",\"fromMe\":false");
        assertThat(group.user()).isEqualTo("120363@g.us");
        InboundEvent both = decode(ProviderKind.EVOLUTION, """
                {"event":"messages.upsert","instance":"a","data":{"key":{"id":"A","fromMe":false,
                "remoteJid":"99@lid","remoteJidAlt":"5511988887777@s.whatsapp.net"},"messageType":"conversation"}}""").getFirst();
        assertThat(both.user()).isEqualTo("5511988887777");
        assertThat(both.scopedUser()).isEqualTo("99@lid");
    }

    @Test
    void recorded_evolution_traffic_is_understood_and_loses_its_keys() throws IOException {
        JsonNode recorded = new JsonMapper().readTree(ProviderSamples.resource("/evolution/recorded.json"));
        var decoder = WebhookFormat.of(ProviderKind.EVOLUTION).decoder();
        var kinds = new ArrayList<Kind>();

        for (JsonNode one : recorded) {
            byte[] body = one.path("body").toString().getBytes(StandardCharsets.UTF_8);
            kinds.add(decoder.decode(body).getFirst().kind());
            byte[] kept = decoder.withoutKeys(body);
            assertThat(kept).hasSameSizeAs(body);
            assertThat(new JsonMapper().readTree(kept).path("apikey").asText()).matches("\\*+");
        }

        assertThat(kinds).filteredOn(kind -> kind == Kind.STATUS).hasSize(5);
        assertThat(kinds).filteredOn(kind -> kind == Kind.MESSAGE).hasSize(2);
        assertThat(kinds).filteredOn(kind -> kind == Kind.OTHER).hasSize(8);
        byte[] without = "{\"text\":\"\\\"apikey\\\":\\\"no\\\"\"}".getBytes(StandardCharsets.UTF_8);
        assertThat(decoder.withoutKeys(without)).isSameAs(without);
    }

    @Test
    void unknown_events_and_nonsense_are_kept_whole() {
        for (ProviderKind kind : List.of(ProviderKind.WAHA, ProviderKind.GOWA, ProviderKind.EVOLUTION)) {
            for (String body : List.of("", "x", "[]", "null", "{", "{\"event\":7,\"payload\":[],\"data\":3}", "\0")) {
                InboundEvent event = decode(kind, body).getFirst();

                assertThat(event.kind()).isEqualTo(Kind.OTHER);
                assertThat(event.end()).isEqualTo(body.getBytes(StandardCharsets.UTF_8).length);
            }
            assertThat(decode(kind, "{\"event\":\"label.upsert\",\"payload\":{}}")
                            .getFirst()
                            .type())
                    .isEqualTo("label.upsert");
        }
    }

    @Test
    void a_broken_text_costs_only_itself() {
        byte[] body =
                "{\"event\":\"message\",\"session\":\"s\",\"payload\":{\"id\":\"A\",\"from\":\"1@c.us\",\"body\":\"?\"}}"
                        .getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at < body.length; at++) {
            body[at] = body[at] == '?' ? (byte) 0xFF : body[at];
        }

        InboundEvent event = decode(ProviderKind.WAHA, body).getFirst();

        assertThat(event.kind()).isEqualTo(Kind.MESSAGE);
        assertThat(event.providerMessageId()).isEqualTo("A");
        assertThat(event.text()).isNull();
    }

    private static InboundEvent waha(String event, String payload) {
        return decode(
                        ProviderKind.WAHA,
                        "{\"id\":\"evt_" + event + "\",\"event\":\"" + event + "\",\"session\":\"s\",\"payload\":{"
                                + payload + "}}")
                .getFirst();
    }

    private static InboundEvent sample(String name) throws IOException {
        return decode(ProviderSamples.kindOf(name), ProviderSamples.bytes(name)).getFirst();
    }

    private static List<InboundEvent> decode(ProviderKind kind, String body) {
        return decode(kind, body.getBytes(StandardCharsets.UTF_8));
    }

    private static List<InboundEvent> decode(ProviderKind kind, byte[] body) {
        return WebhookFormat.of(kind).decoder().decode(body);
    }
}
