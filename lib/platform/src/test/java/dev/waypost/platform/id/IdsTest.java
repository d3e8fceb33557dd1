package dev.waypost.platform.id;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IdsTest {
    @Test
    void ids_are_unique_well_formed_and_sort_by_time() {
        var ids = IntStream.range(0, 10_000).mapToObj(i -> Ids.next("msg")).toList();

        assertThat(new HashSet<>(ids)).hasSize(ids.size());
        assertThat(ids).allMatch(id -> id.matches("msg_[0-9A-HJKMNP-TV-Z]{26}"));
        assertThat(ids.getFirst().substring(0, 14))
                .isLessThanOrEqualTo(ids.getLast().substring(0, 14));
    }

    @Test
    void tokens_are_long_and_never_alike() {
        var tokens = IntStream.range(0, 1_000).mapToObj(i -> Ids.token()).toList();

        assertThat(new HashSet<>(tokens)).hasSize(1_000);
        assertThat(tokens).allMatch(token -> token.matches("[0-9A-Z]{52}"));
    }
}
