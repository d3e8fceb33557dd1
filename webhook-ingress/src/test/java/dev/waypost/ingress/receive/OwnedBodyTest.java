package dev.waypost.ingress.receive;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class OwnedBodyTest {
    private static final OwnershipPolicy OWNERSHIP = new OwnershipPolicy(Set.of("1"), Set.of("w1"));

    private static String owned(String body) {
        return new String(OwnedBody.of(body.getBytes(StandardCharsets.UTF_8), OWNERSHIP), StandardCharsets.UTF_8);
    }

    @Test
    void the_changes_of_other_numbers_are_cut_out() {
        String body = """
                {"object":"whatsapp_business_account","entry":[{"id":"w1","changes":[
                {"field":"messages","value":{"metadata":{"phone_number_id":"1"},"messages":[{"id":"mine"}]}},
                {"field":"messages","value":{"metadata":{"phone_number_id":"2"},"messages":[{"id":"theirs"}]}}]},
                {"id":"w2","changes":[{"field":"account_update","value":{"event":"theirs"}}]}]}""";

        assertThat(owned(body)).contains("mine").doesNotContain("theirs").doesNotContain("w2");
    }

    @Test
    void account_changes_belong_to_the_owner_of_the_account() {
        String body =
                "{\"entry\":[{\"id\":\"w1\",\"changes\":[{\"field\":\"account_update\",\"value\":{\"event\":\"X\"}}]}]}";

        assertThat(owned(body)).isEqualTo(body);
    }
}
