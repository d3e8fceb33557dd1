package dev.waypost.ingress.receive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.providers.InboundEvent.Kind;
import java.util.Set;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class EventFilterPolicyTest {
    @Test
    void without_a_filter_everything_is_wanted() {
        for (Kind kind : Kind.values()) {
            assertThat(EventFilterPolicy.wants(Set.of(), kind)).isTrue();
        }
    }

    @Test
    void a_filter_lets_through_what_it_names() {
        assertThat(EventFilterPolicy.wants(Set.of("MESSAGE"), Kind.MESSAGE)).isTrue();
        assertThat(EventFilterPolicy.wants(Set.of("MESSAGE"), Kind.STATUS)).isFalse();
        assertThat(EventFilterPolicy.wants(Set.of("MESSAGE", "STATUS"), Kind.OTHER))
                .isFalse();
    }

    @Test
    void what_is_newer_than_this_code_goes_to_whoever_wants_raw_events() {
        assertThat(EventFilterPolicy.wants(Set.of("RAW"), Kind.OTHER)).isTrue();
        assertThat(EventFilterPolicy.wants(Set.of("ACCOUNT"), Kind.OTHER)).isFalse();
        assertThat(EventFilterPolicy.wants(Set.of("ACCOUNT"), Kind.ACCOUNT)).isTrue();
        assertThat(EventFilterPolicy.wants(Set.of("SESSION"), Kind.SESSION)).isTrue();
    }
}
