package dev.waypost.lanes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.platform.db.TenantRows;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DayPartitionStoreTest {
    private static final LocalDate TODAY = LocalDate.of(2031, 5, 20);

    private final JobTable schema = JobTable.create();
    private final DayPartitionStore days =
            new DayPartitionStore(schema.db(), List.of(new DayPartitionStore.Table("note", "written_at", 60)));

    @BeforeEach
    void table() {
        schema.db().run(sql -> sql.update("""
                CREATE TABLE note (tenant_id text NOT NULL, day date NOT NULL, written_at timestamptz NOT NULL, PRIMARY KEY (tenant_id, day))
                  PARTITION BY RANGE (day);
                CREATE TABLE note_default PARTITION OF note DEFAULT"""));
    }

    @AfterEach
    void close() {
        schema.close();
    }

    @Test
    void days_are_made_once_and_take_their_rows() {
        days.make(TODAY, TODAY.plusDays(2));
        days.make(TODAY, TODAY.plusDays(2));
        add("a", TODAY.plusDays(1));

        assertThat(where("a")).containsExactly("note_20310521");
    }

    @Test
    void a_day_is_seldom_looked_at_because_it_grows_and_leaves_the_room_that_was_asked_for() {
        days.make(TODAY, TODAY);

        List<String> options = schema.db()
                .read(sql -> sql.list(
                        "SELECT unnest(reloptions) AS option FROM pg_class WHERE oid = 'note_20310520'::regclass",
                        row -> row.string("option")));
        assertThat(options)
                .containsExactlyInAnyOrder(
                        "autovacuum_vacuum_insert_threshold=-1", "autovacuum_analyze_scale_factor=1", "fillfactor=60");
    }

    @Test
    void a_day_that_nobody_made_is_kept_in_the_default_partition_and_costs_no_row() {
        add("a", TODAY);
        days.make(TODAY, TODAY.plusDays(1));

        assertThat(where("a")).containsExactly("note_default");
        add("a", TODAY.plusDays(1));
        assertThat(where("a")).containsExactlyInAnyOrder("note_default", "note_20310521");
    }

    @Test
    void what_is_too_old_goes_and_nothing_else() {
        days.make(TODAY.minusDays(2), TODAY);
        add("old", TODAY.minusDays(2));
        add("young", TODAY.minusDays(1));
        add("of no day", LocalDate.EPOCH, TODAY);
        add("of no day and old", LocalDate.EPOCH, TODAY.minusDays(2));

        var cleared = days.clearBefore(TODAY.minusDays(1), 100);

        assertThat(cleared).isEqualTo(new DayPartitionStore.Cleared(List.of("note_20310518"), 1));
        assertThat(where("old")).isEmpty();
        assertThat(where("of no day and old")).isEmpty();
        assertThat(where("young")).hasSize(1);
        assertThat(where("of no day")).containsExactly("note_default");
    }

    @Test
    void a_tenant_that_is_erased_from_all_days_takes_nobody_else_along() {
        days.make(TODAY, TODAY.plusDays(1));
        // First rows of two partitions: they have the same place.
        add("gone", TODAY);
        add("stays", TODAY.plusDays(1));

        var erased = new TenantRows(schema.db(), List.of("note")).erase("gone", 10);

        assertThat(erased).isEqualTo(new TenantRows.Erased(1, true));
        assertThat(where("stays")).hasSize(1);
    }

    private void add(String tenantId, LocalDate day) {
        add(tenantId, day, day);
    }

    private void add(String tenantId, LocalDate day, LocalDate written) {
        schema.db()
                .run(sql -> sql.update(
                        "INSERT INTO note VALUES (?, ?::date, ?::timestamp AT TIME ZONE 'UTC')",
                        tenantId,
                        day.toString(),
                        written.toString()));
    }

    private List<String> where(String tenantId) {
        return schema.db()
                .read(sql -> sql.list(
                        "SELECT tableoid::regclass::text AS part FROM note WHERE tenant_id = ?",
                        row -> row.string("part"),
                        tenantId));
    }
}
