package dev.waypost.providers.meta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waypost.providers.InboundEvent;
import dev.waypost.providers.InboundEvent.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MetaDecoderTest {
    private final MetaDecoder decoder = new MetaDecoder();

    @Test
    void every_official_example_gives_one_event_of_its_kind() throws IOException {
        JsonNode examples = Samples.json("/meta/webhook-examples.json");

        for (Map.Entry<String, JsonNode> example : examples.properties()) {
            List<InboundEvent> events = decode(example.getValue().toString());

            boolean group = example.getKey().startsWith("Group");
            assertThat(events).as(example.getKey()).hasSize(1);
            assertThat(events.getFirst().kind()).as(example.getKey()).isEqualTo(group ? Kind.OTHER : Kind.MESSAGE);
            assertThat(events.getFirst().phoneNumberId()).isEqualTo("106540352242922");
        }
        assertThat(examples.size()).isEqualTo(16);
    }

    @Test
    void a_reply_names_the_message_it_answers() {
        InboundEvent event = decode(Samples.messages("w1", "p1", """
                {"from":"4915550001111","id":"wamid.IN","timestamp":"1749416383","type":"text",
                 "text":{"body":"yes \\u00e4 \\ud83d\\ude00"},"context":{"from":"1","id":"wamid.OUT"}}""")).getFirst();

        assertThat(event.kind()).isEqualTo(Kind.MESSAGE);
        assertThat(event.type()).isEqualTo("text");
        assertThat(event.user()).isEqualTo("4915550001111");
        assertThat(event.providerMessageId()).isEqualTo("wamid.IN");
        assertThat(event.replyTo()).isEqualTo("wamid.OUT");
        assertThat(event.wabaId()).isEqualTo("w1");
        assertThat(event.phoneNumberId()).isEqualTo("p1");
        assertThat(event.providerTime()).isEqualTo(Instant.ofEpochSecond(1749416383));
        assertThat(event.text()).isEqualTo("yes ä 😀");
    }

    @Test
    void a_status_carries_its_error_and_our_mark() {
        InboundEvent event = decode(Samples.statuses("w1", "p1", """
                {"id":"wamid.OUT","status":"failed","timestamp":1749416383,"recipient_id":"4915550001111",
                 "biz_opaque_callback_data":"wp1.msg_1.","errors":[{"code":131026,"title":"Message undeliverable"}]}""")).getFirst();

        assertThat(event.kind()).isEqualTo(Kind.STATUS);
        assertThat(event.status()).isEqualTo("failed");
        assertThat(event.errorCode()).isEqualTo("131026");
        assertThat(event.errorTitle()).isEqualTo("Message undeliverable");
        assertThat(event.callbackData()).isEqualTo("wp1.msg_1.");
        assertThat(event.user()).isEqualTo("4915550001111");
    }

    @Test
    void a_user_who_hides_the_number_is_known_by_the_business_scoped_id() {
        assertThat(decode(Samples.messages("w1", "p1", """
                {"from_user_id":"US.13491208655302741918","id":"wamid.IN","type":"text","text":{"body":"hi"}}""")).getFirst().user()).isEqualTo("US.13491208655302741918");
        assertThat(decode(Samples.statuses("w1", "p1", """
                {"id":"wamid.OUT","status":"read","recipient_user_id":"US.13491208655302741918"}""")).getFirst().user()).isEqualTo("US.13491208655302741918");
    }

    @Test
    void a_batch_of_several_accounts_is_taken_apart_and_poison_costs_no_sibling() {
        List<InboundEvent> events = decode("""
                {"entry":[
                 {"id":"w1","changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"p1"},
                   "messages":[{"id":"a","from":"1","type":"text"},"poison",{"type":"text"},{"id":"b","from":"1"}]}}]},
                 {"id":"w2","changes":[{"value":17},null,{"field":"account_update","value":{"event":"ACCOUNT_DELETED"}},
                   {"field":"messages","value":{"metadata":{"phone_number_id":"p2"},
                   "statuses":[{"id":"c","status":"teleported"}]}}]},
                 {"id":"w3","time":1}],"object":"whatsapp_business_account"}""");

        assertThat(events)
                .extracting(InboundEvent::wabaId, InboundEvent::kind, InboundEvent::providerMessageId)
                .containsExactly(
                        tuple("w1", Kind.MESSAGE, "a"),
                        tuple("w1", Kind.OTHER, null),
                        tuple("w1", Kind.OTHER, null),
                        tuple("w1", Kind.MESSAGE, "b"),
                        tuple("w2", Kind.OTHER, null),
                        tuple("w2", Kind.OTHER, null),
                        tuple("w2", Kind.ACCOUNT, null),
                        tuple("w2", Kind.STATUS, "c"),
                        tuple("w3", Kind.OTHER, null));
        assertThat(events).extracting(InboundEvent::dedupeKey).doesNotHaveDuplicates();
    }

    @Test
    void a_body_that_is_no_webhook_is_kept_whole() {
        for (String body : List.of("", "nonsense {", "[]", "{\"entry\":{}}", "\"x\"", "nul \0 byte")) {
            InboundEvent event = decode(body).getFirst();

            assertThat(event.kind()).isEqualTo(Kind.OTHER);
            assertThat(event.end()).isEqualTo(body.getBytes(StandardCharsets.UTF_8).length);
        }
    }

    @Test
    void the_dedupe_key_survives_a_retry_and_tells_events_apart() {
        String first =
                "{\"entry\":[{\"id\":\"w\",\"time\":1,\"changes\":[{\"field\":\"flows\",\"value\":{\"a\":1,\"b\":[2]}}]}]}";
        String again =
                "{\"entry\":[{\"time\":2,\"id\":\"w\",\"changes\":[{\"value\":{\"b\":[2],\"a\":1},\"field\":\"flows\"}]}]}";
        String other =
                "{\"entry\":[{\"id\":\"w\",\"time\":1,\"changes\":[{\"field\":\"flows\",\"value\":{\"a\":1,\"b\":[3]}}]}]}";

        assertThat(key(first)).isEqualTo(key(again)).isNotEqualTo(key(other));
        assertThat(key(Samples.statuses("w", "p", "{\"id\":\"m\",\"status\":\"sent\",\"timestamp\":\"1\"}")))
                .isEqualTo(key(Samples.statuses("w", "p", "{\"id\":\"m\",\"status\":\"sent\",\"timestamp\":\"2\"}")))
                .isNotEqualTo(
                        key(Samples.statuses("w", "p", "{\"id\":\"m\",\"status\":\"read\",\"timestamp\":\"1\"}")));
        assertThat(key(Samples.messages("w", "p1", "{\"id\":\"m\"}")))
                .isNotEqualTo(key(Samples.messages("w", "p2", "{\"id\":\"m\"}")));
    }

    @Test
    void one_broken_value_costs_its_siblings_nothing() {
        String deep = "[".repeat(5000) + "]".repeat(5000);
        String digits = "9".repeat(5000);
        for (String poison : List.of("\u0000", "tru", deep, digits, "{\"a\":nul}", "'x'", "\"\u0001\"", "NaN")) {
            List<InboundEvent> events = decode("""
                    {"entry":[{"id":"w1","changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"p1"},
                     "messages":[{"id":"a","from":"1","type":"text"},%s,{"id":"b","from":"1","x":%s,"type":"text"}]}},
                     {"field":"account_update","value":%s}]},
                     {"id":"w2","changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"p2"},
                     "statuses":[{"id":"c","status":"read"}]}}]}]}""".formatted(poison, poison, poison));

            assertThat(events)
                    .as(poison.substring(0, Math.min(20, poison.length())))
                    .extracting(InboundEvent::phoneNumberId, InboundEvent::wabaId, InboundEvent::providerMessageId)
                    .containsExactly(
                            tuple("p1", "w1", "a"),
                            tuple("p1", "w1", null),
                            tuple("p1", "w1", "b"),
                            tuple(null, "w1", null),
                            tuple("p2", "w2", "c"));
            assertThat(events).extracting(InboundEvent::dedupeKey).doesNotHaveDuplicates();
        }
    }

    @Test
    void a_body_that_is_cut_off_is_kept_whole() {
        String body = Samples.messages("w1", "p1", "{\"id\":\"a\",\"from\":\"1\"}");
        for (int length = 0; length < body.length() - 1; length++) {
            List<InboundEvent> events = decode(body.substring(0, length));

            assertThat(events).hasSize(1);
            assertThat(events.getFirst().phoneNumberId()).isNull();
            assertThat(events.getFirst().wabaId()).isNull();
        }
    }

    @Test
    void metas_fields_have_no_order_and_escapes_change_nothing() {
        InboundEvent event = decode("""
                {"entry":[{"changes":[{"value":{"messages":[{"type":"text","text":{"body":"\\u00fc\\/\\ud83d\\ude00"},
                "id":"wamid.\\/A=","from":"49\\u0031"}],"contacts":[{"user_id":"DE.9","wa_id":"491"}],
                "metadata":{"phone_number_id":"p\\u0031"}},"field":"messages"}],"id":"w\\u0031"}],"object":"x"}""").getFirst();

        assertThat(event.text()).isEqualTo("ü/😀");
        assertThat(event.providerMessageId()).isEqualTo("wamid./A=");
        assertThat(event.phoneNumberId()).isEqualTo("p1");
        assertThat(event.wabaId()).isEqualTo("w1");
        assertThat(event.user()).isEqualTo("491");
        assertThat(event.scopedUser()).isEqualTo("DE.9");
    }

    @Test
    void an_event_knows_where_its_json_stands() {
        String body = Samples.messages("w", "p", "{\"id\":\"ä\"} , {\"id\":\"b\"}");
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);

        assertThat(decode(body))
                .extracting(e -> new String(bytes, e.start(), e.end() - e.start(), StandardCharsets.UTF_8))
                .containsExactly("{\"id\":\"ä\"}", "{\"id\":\"b\"}");
    }

    @Test
    void a_user_who_changes_the_number_is_known_by_both() {
        InboundEvent moved = decode(Samples.messages("w1", "p1", """
                {"from":"491","id":"s1","type":"system","system":{"type":"user_changed_number","wa_id":"492",
                 "user_id":"DE.2"}}""")).getFirst();
        assertThat(moved.user()).isEqualTo("492");
        assertThat(moved.scopedUser()).isEqualTo("DE.2");
        assertThat(moved.formerUser()).isEqualTo("491");

        InboundEvent renamed = decode("""
                {"entry":[{"id":"w","changes":[{"field":"user_id_update","value":{"metadata":{"phone_number_id":"p"},
                "user_id_update":[{"wa_id":"491","user_id":{"previous":"DE.1","current":"DE.2"},"timestamp":1}]}}]}]}""").getFirst();
        assertThat(renamed.kind()).isEqualTo(Kind.OTHER);
        assertThat(renamed.scopedUser()).isEqualTo("DE.2");
        assertThat(renamed.formerUser()).isEqualTo("DE.1");
    }

    private String key(String body) {
        return decode(body).getFirst().dedupeKey();
    }

    private List<InboundEvent> decode(String body) {
        return decoder.decode(body.getBytes(StandardCharsets.UTF_8));
    }
}
