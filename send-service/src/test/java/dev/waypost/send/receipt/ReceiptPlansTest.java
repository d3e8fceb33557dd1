package dev.waypost.send.receipt;

import static dev.waypost.send.dispatch.MessageRows.TODAY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.lanes.DaySpan;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Sql;
import dev.waypost.send.dispatch.MessageRows;
import dev.waypost.testkit.Backends;
import dev.waypost.testkit.Plans;
import dev.waypost.testkit.ServiceUnderTest;
import java.sql.Array;
import java.sql.SQLException;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.LongFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A day begins with empty tables, and statements that are asked often keep the plans that they got for them.
@DisplayNameGeneration(ReplaceUnderscores.class)
class ReceiptPlansTest {
    private static final int ROWS = 50_000;
    private static final int BATCH = 50;
    /// A few blocks for each index and table that a row is in. All rows of the day are more, by each way to read them.
    private static final int BLOCKS = 40 * BATCH;

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyyMMdd");
    /// A table that is read or changed, by the name of the day's partition, or of the others'.
    private static final Pattern PARTITION = Pattern.compile("on (message\\w*_(?:\\d{8}|default))\\b");

    private static final List<Long> NONE = List.of();
    private static final List<Long> SOME =
            LongStream.rangeClosed(ROWS / 2 + 1, ROWS / 2 + BATCH).boxed().toList();

    private static ServiceUnderTest send;

    @BeforeAll
    static void start() {
        send = ServiceUnderTest.start(
                "send", Map.of("waypost.db.url", Backends.freshDatabase(), "waypost.send.dispatch.poll", "60s"));
    }

    @AfterAll
    static void stop() {
        send.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 50, 200, 1_000})
    void receipts_read_no_more_than_their_messages_whatever_the_day_held_when_they_were_planned(int first) {
        send.bean(Db.class).run(sql -> {
            Plans.empty(sql, "message, pending, message_attempt");
            write(sql, 1, first);
            var named = Plans.Kept.of(sql, today(ReceiptStore.BY_PROVIDER), names(sql, NONE));
            var find = Plans.Kept.of(sql, today(ReceiptStore.BY_MARK), keys(sql, NONE));
            var lock = Plans.Kept.of(sql, today(ReceiptStore.LOCK), keys(sql, NONE));
            var move = Plans.Kept.of(sql, today(ReceiptStore.MOVE), moved(sql, NONE));

            var learn = Plans.Kept.of(sql, today(ReceiptStore.LEARN), learned(sql, NONE));

            write(sql, first + 1, ROWS);

            named.readsLittle(sql, BLOCKS, names(sql, SOME));
            find.readsLittle(sql, BLOCKS, keys(sql, SOME));
            lock.readsLittle(sql, BLOCKS, keys(sql, SOME));
            move.readsLittle(sql, BLOCKS, moved(sql, SOME));
            learn.readsLittle(sql, BLOCKS, learned(sql, SOME));
        });
    }

    /// However many days are kept.
    @Test
    void receipts_of_today_have_plans_of_today_alone() {
        send.bean(Db.class).run(sql -> {
            String message = "message_" + DAY.format(TODAY);
            String attempt = "message_attempt_" + DAY.format(TODAY);

            assertThat(read(sql, ReceiptStore.BY_PROVIDER, names(sql, SOME))).containsExactly(message, attempt);
            assertThat(read(sql, ReceiptStore.BY_MARK, keys(sql, SOME))).containsExactly(message);
            assertThat(read(sql, ReceiptStore.LOCK, keys(sql, SOME))).containsExactly(message);
            assertThat(read(sql, ReceiptStore.HEARD, heard(sql, SOME)))
                    .containsExactly("message_status_" + DAY.format(TODAY));
            assertThat(read(sql, ReceiptStore.MOVE, moved(sql, SOME))).containsExactly(message);
            assertThat(read(sql, ReceiptStore.LEARN, learned(sql, SOME))).containsExactly(attempt);
        });
    }

    /// The days that a plan can come to.
    private static SortedSet<String> read(Sql sql, String statement, Object[] arguments) throws SQLException {
        return PARTITION
                .matcher(String.join("\n", Plans.kept(sql, today(statement), arguments)))
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String today(String statement) {
        return DaySpan.within(statement, List.of(TODAY));
    }

    private static void write(Sql sql, int from, int until) throws SQLException {
        MessageRows.write(sql, from, until, null, "msg_");
        sql.update("""
                INSERT INTO message_attempt (tenant_id, message_id, number, endpoint_id, outcome, start_time, end_time,
                  provider_message_id, day)
                SELECT 'tenant-' || i % 100, 'msg_' || i, 1, 'main', 'ACCEPTED', now(), now(), 'wamid.' || i, ?::date
                FROM generate_series(?, ?) AS i""", TODAY.toString(), from, until);
    }

    private static Object[] names(Sql sql, List<Long> ids) throws SQLException {
        return new Object[] {texts(sql, ids, id -> "tenant-" + id % 100), texts(sql, ids, id -> "wamid." + id)};
    }

    private static Object[] learned(Sql sql, List<Long> ids) throws SQLException {
        return new Object[] {
            texts(sql, ids, id -> "tenant-" + id % 100),
            texts(sql, ids, id -> "msg_" + id),
            texts(sql, ids, id -> "wamid.learned." + id),
            TODAY.toString(),
            TODAY.toString()
        };
    }

    private static Object[] keys(Sql sql, List<Long> ids) throws SQLException {
        return new Object[] {
            texts(sql, ids, id -> "tenant-" + id % 100),
            texts(sql, ids, id -> "msg_" + id),
            sql.array("date", ids.stream().map(id -> TODAY.toString()).toList())
        };
    }

    private static Object[] heard(Sql sql, List<Long> ids) throws SQLException {
        return Stream.concat(Stream.of(keys(sql, ids)), Stream.of(texts(sql, ids, id -> "event-" + id)))
                .toArray();
    }

    private static Object[] moved(Sql sql, List<Long> ids) throws SQLException {
        return new Object[] {
            sql.array("int8", ids),
            texts(sql, ids, id -> "tenant-" + id % 100),
            texts(sql, ids, id -> "msg_" + id),
            texts(sql, ids, id -> "DELIVERED"),
            texts(sql, ids, id -> "wamid." + id),
            texts(sql, ids, id -> "PROVIDER_REPORTED_FAILURE"),
            texts(sql, ids, id -> ""),
            texts(sql, ids, id -> ""),
            TODAY.toString(),
            TODAY.toString()
        };
    }

    private static Array texts(Sql sql, List<Long> ids, LongFunction<String> text) throws SQLException {
        return sql.array("text", ids.stream().map(text::apply).toList());
    }
}
