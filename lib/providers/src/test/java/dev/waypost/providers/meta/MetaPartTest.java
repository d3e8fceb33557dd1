package dev.waypost.providers.meta;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.waypost.providers.InboundEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class MetaPartTest {
    private static final String BODY = """
            { "object":"whatsapp_business_account", "entry":[ {"id":"w1","time":1,"changes":[
             {"field":"messages","value":{"metadata":{"phone_number_id":"1"},
               "contacts":[{"wa_id":"a","profile":{"name":"Ann"}},{"user_id":"b.1","profile":{"name":"Bob"}}],
               "messages":[{"id":"m1","from":"a"} , {"id":"m2","from_user_id":"b.1"}]}},
             {"field":"messages","value":{"metadata":{"phone_number_id":"2"},"messages":[{"id":"theirs"}]}}]},
             {"id":"w2","changes":[{"field":"account_update","value":{"event":"X"}}]}, {"id":"w3"}]}""";

    @Test
    void with_every_event_nothing_is_missing() throws IOException {
        var mapper = new JsonMapper();

        assertThat(mapper.readTree(only(event -> true))).isEqualTo(mapper.readTree(BODY));
    }

    @Test
    void the_changes_of_other_numbers_and_accounts_are_cut_out() {
        assertThat(only(event -> "1".equals(event.phoneNumberId())))
                .contains("Ann", "Bob", "m1", "m2", "\"time\":1")
                .doesNotContain("theirs", "w2", "w3", "account_update");
        assertThat(only(event -> "w2".equals(event.wabaId())))
                .contains("account_update")
                .doesNotContain("w1", "m1", "theirs");
    }

    @Test
    void of_a_shared_number_only_the_users_own_messages_and_names_are_left() throws IOException {
        String part = only(event -> "m2".equals(event.providerMessageId()));

        assertThat(part).contains("m2", "Bob", "\"phone_number_id\":\"1\"").doesNotContain("m1", "Ann", "theirs");
        new JsonMapper().readTree(part);
    }

    @Test
    void what_is_left_is_as_it_was_received() {
        assertThat(only(event -> "m1".equals(event.providerMessageId()))).isEqualTo("""
                        {"object":"whatsapp_business_account","entry":[{"id":"w1","time":1,"changes":[\
                        {"field":"messages","value":{"metadata":{"phone_number_id":"1"},\
                        "contacts":[{"wa_id":"a","profile":{"name":"Ann"}}],\
                        "messages":[{"id":"m1","from":"a"}]}}]}]}""");
    }

    private static String only(Predicate<InboundEvent> kept) {
        byte[] raw = BODY.getBytes(StandardCharsets.UTF_8);
        List<InboundEvent> events =
                new MetaDecoder().decode(raw).stream().filter(kept).toList();
        return new String(MetaPart.of(raw, events), StandardCharsets.UTF_8);
    }
}
