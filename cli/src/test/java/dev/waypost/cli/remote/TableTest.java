package dev.waypost.cli.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
    private static final List<Column> COLUMNS =
            List.of(Column.id("message", "id"), Column.text("name", "name"), Column.text("why", "why"));

    @Test
    void a_table_fits_the_screen_by_cutting_text_and_never_ids() {
        String table = Table.of(
                COLUMNS,
                List.of(
                        List.of("msg_01K0000000000000000000000", "Salon Anna, Inhaberin Anna-Maria", "x".repeat(90)),
                        List.of("msg_2", "短い名前", "")),
                80);

        assertThat(table.lines().map(Cells::width)).allMatch(width -> width <= 80);
        assertThat(table).contains("msg_01K0000000000000000000000", "Salon Anna, Inhaberin …", "xxx…");
    }

    @Test
    void what_nothing_has_gets_no_column_and_a_time_is_short() throws Exception {
        assertThat(Table.of(COLUMNS, List.of(List.of("a", "", "x"), List.of("b", "", "")), 80))
                .isEqualTo("MESSAGE  WHY\na        x\nb");
        var row = Remote.JSON.readTree("{\"at\": \"2026-01-31T08:30:05.123Z\", \"to\": \"+4915112345678\"}");
        assertThat(Column.id("at", "at").cell(row, false)).isEqualTo("01-31 08:30:05");
        assertThat(Column.id("at", "at").of(row, false))
                .as("one thing alone is shown whole")
                .isEqualTo("2026-01-31T08:30:05.123Z");
        assertThat(Column.phone("to", "to").cell(row, false)).isEqualTo("+49*********78");
        assertThat(Column.phone("to", "to").cell(row, true)).isEqualTo("+4915112345678");
    }

    @Test
    void where_nobody_watches_nothing_is_cut() {
        assertThat(Table.of(COLUMNS, List.of(List.of("a", "b", "x".repeat(200))), 0))
                .contains("x".repeat(200));
    }

    @Test
    void wide_letters_and_marks_keep_the_columns_straight() {
        assertThat(Cells.width("短い")).isEqualTo(4);
        assertThat(Cells.width("e\u0301")).isEqualTo(1);
        assertThat(Cells.cut("短い名前です", 6)).isEqualTo("短い…");
        assertThat(Cells.plain("a\u202eb\u001b[2Jc\n")).isEqualTo("a b [2Jc ");
    }

    @Test
    void a_time_is_a_moment_or_how_long_ago() {
        assertThat(When.read("--from", "2026-01-31T08:00:00+02:00")).isEqualTo("2026-01-31T06:00:00Z");
        assertThat(When.read("--from", "2h")).endsWith("Z");
        assertThat(When.read("--from", "")).isEmpty();
        assertThatThrownBy(() -> When.read("--from", "yesterday"))
                .hasMessageContaining("--from: value: yesterday (expected:");
    }
}
