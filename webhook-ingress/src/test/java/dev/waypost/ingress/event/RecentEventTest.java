package dev.waypost.ingress.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.providers.InboundEvent;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RecentEventTest {
    @Test
    void a_time_that_the_store_rounds_is_not_as_stored() {
        assertThat(at(null).isAsStored()).isTrue();
        assertThat(at(Instant.parse("2026-11-23T10:00:00Z")).isAsStored()).isTrue();
        assertThat(at(Instant.parse("2026-11-23T10:00:00.123456Z")).isAsStored())
                .isTrue();
        assertThat(at(Instant.parse("2026-11-23T10:00:00.123456789Z")).isAsStored())
                .isFalse();
    }

    @Test
    void only_a_status_of_a_message_is_a_status() {
        assertThat(of(InboundEvent.Kind.STATUS, "wamid.1", "read").status())
                .hasValueSatisfying(status -> assertThat(status.status()).isEqualTo("read"));
        assertThat(of(InboundEvent.Kind.STATUS, null, "read").status()).isEmpty();
        assertThat(of(InboundEvent.Kind.STATUS, "wamid.1", null).status()).isEmpty();
        assertThat(of(InboundEvent.Kind.MESSAGE, "wamid.1", "read").status()).isEmpty();
    }

    private static RecentEvent at(@Nullable Instant time) {
        return recent(InboundEvent.builder(InboundEvent.Kind.MESSAGE, "text", "k")
                .time(time)
                .build());
    }

    private static RecentEvent of(InboundEvent.Kind kind, @Nullable String message, @Nullable String status) {
        return recent(InboundEvent.builder(kind, "read", "k")
                .message(message)
                .status(status)
                .build());
    }

    private static RecentEvent recent(InboundEvent event) {
        return new RecentEvent("tenant", "evt_1", "main", event, Instant.EPOCH);
    }
}
