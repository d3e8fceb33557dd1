package dev.waypost.ingress.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.providers.InboundEvent;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EventDayTest {
    private static final LocalDate RECEIVED = LocalDate.of(2031, 5, 20);

    @Test
    void a_duplicate_of_tomorrow_falls_into_the_same_day() {
        Instant told = Instant.parse("2031-05-14T23:59:59Z");

        assertThat(day(told, RECEIVED)).isEqualTo("2031-05-14");
        assertThat(day(told, RECEIVED.plusDays(7))).isEqualTo("2031-05-14");
    }

    @Test
    void what_has_no_time_that_can_be_believed_shares_one_day_whenever_it_comes() {
        assertThat(day(null, RECEIVED)).isEqualTo("1970-01-01");
        assertThat(day(null, RECEIVED.plusDays(1))).isEqualTo("1970-01-01");
        assertThat(day(Instant.parse("2031-05-21T12:00:00Z"), RECEIVED)).isEqualTo("2031-05-21");
        assertThat(day(Instant.parse("2031-05-23T00:00:00Z"), RECEIVED)).isEqualTo("1970-01-01");
        assertThat(day(Instant.EPOCH, RECEIVED)).isEqualTo("1970-01-01");
        assertThat(day(Instant.MAX, RECEIVED)).isEqualTo("1970-01-01");
        assertThat(day(Instant.MIN, RECEIVED)).isEqualTo("1970-01-01");
    }

    private static String day(@Nullable Instant told, LocalDate received) {
        var event = InboundEvent.builder(InboundEvent.Kind.MESSAGE, "text", "m:1")
                .time(told)
                .build();
        return EventDay.of(event, received).toString();
    }
}
