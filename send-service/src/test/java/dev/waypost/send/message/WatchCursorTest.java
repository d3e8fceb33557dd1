package dev.waypost.send.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class WatchCursorTest {
    private static final LocalDate DAY = LocalDate.of(2026, 11, 21);
    private static final WatchCursor NOW = new WatchCursor(1000, Long.MAX_VALUE, DAY);

    private final WatchCursor cursor = new WatchCursor(1000, 7, DAY);

    @Test
    void a_cursor_is_read_as_it_was_written() {
        assertThat(WatchCursor.read(cursor.text("a"), "a", DAY, NOW)).isEqualTo(cursor);
    }

    @Test
    void a_cursor_that_would_pass_changes_over_is_refused() {
        String text = cursor.text("a");

        assertThatThrownBy(() -> WatchCursor.read(text, "b", DAY, NOW)).hasMessageContaining("this tenant");
        assertThatThrownBy(() -> WatchCursor.read(text + "AA", "a", DAY, NOW)).hasMessageContaining("this tenant");
        assertThatThrownBy(() -> WatchCursor.read("%", "a", DAY, NOW)).hasMessageContaining("this tenant");
        assertThatThrownBy(() -> WatchCursor.read(text, "a", DAY.plusDays(1), NOW))
                .hasMessageContaining("not kept");
        // A database that was made anew counts its transactions anew.
        assertThatThrownBy(() -> WatchCursor.read(text, "a", DAY, new WatchCursor(999, Long.MAX_VALUE, DAY)))
                .hasMessageContaining("this database");
    }
}
