package dev.waypost.platform.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IdsTest {
    @Test
    void ids_are_unique_well_formed_and_sort_by_time() {
        var ids = IntStream.range(0, 10_000).mapToObj(i -> Ids.next("msg")).toList();

        assertThat(new HashSet<>(ids)).hasSize(ids.size());
        assertThat(ids).allMatch(id -> id.matches("msg_[0-9A-HJKMNP-TV-Z]{26}"));
        assertThat(ids).isSorted();
    }

    @Test
    void an_id_tells_when_it_was_made() {
        Instant before = Instant.now().truncatedTo(ChronoUnit.MILLIS);

        Instant told = Ids.timeOf(Ids.next("whk"));

        // Ids made at once before this one may have borrowed from the next milliseconds.
        assertThat(told).isBetween(before, Instant.now().plusSeconds(1));
        assertThatThrownBy(() -> Ids.timeOf("whk_short"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("does not begin with a time");
        assertThatThrownBy(() -> Ids.timeOf("whk_UUUUUUUUUUUUUU")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void tokens_are_long_and_never_alike() {
        var tokens = IntStream.range(0, 1_000).mapToObj(i -> Ids.token()).toList();

        assertThat(new HashSet<>(tokens)).hasSize(1_000);
        assertThat(tokens).allMatch(token -> token.matches("[0-9A-Z]{52}"));
    }
}
