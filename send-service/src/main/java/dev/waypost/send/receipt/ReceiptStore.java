package dev.waypost.send.receipt;

import dev.waypost.lanes.DaySpan;
import dev.waypost.lanes.LaneSql;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Row;
import dev.waypost.platform.db.Sql;
import dev.waypost.send.message.MessageDay;
import dev.waypost.send.message.MessageState;
import dev.waypost.send.message.StatePolicy;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Ties receipts to messages, many per transaction and statement.
@Singleton
class ReceiptStore {
    /// Who knows our id knows the day.
    static final String BY_MARK = """
            SELECT m.id, m.tenant_id, m.message_id, m.day::text AS day
            FROM unnest(?::text[], ?::text[], ?::date[]) AS r(t, i, d)
            CROSS JOIN LATERAL (SELECT * FROM message
              WHERE message_id = r.i AND (tenant_id = r.t) IS TRUE AND day = r.d AND day {days} OFFSET 0) AS m""";

    /// Receipts come soon: older days are asked only for what the last ones do not know.
    static final String BY_PROVIDER = """
            SELECT m.id, m.tenant_id, m.message_id, m.day::text AS day, r.i AS asked
            FROM unnest(?::text[], ?::text[]) AS r(t, i)
            CROSS JOIN LATERAL (SELECT message_id, day FROM message_attempt WHERE provider_message_id = r.i
              AND day {days} OFFSET 0) AS a
            CROSS JOIN LATERAL (SELECT * FROM message
              WHERE message_id = a.message_id AND (tenant_id = r.t) IS TRUE AND day = a.day AND day {days} OFFSET 0) AS m""";

    static final String LOCK = "WITH row_by_row AS MATERIALIZED (" + LaneSql.ROW_BY_ROW + """
            )
            SELECT m.* FROM unnest(?::text[], ?::text[], ?::date[]) AS r(t, i, d)
            CROSS JOIN LATERAL (SELECT id, tenant_id, message_id, day::text AS day, state, traceparent,
                provider_message_id IS NULL AND erase_time IS NULL AS nameless
              FROM message WHERE message_id = r.i AND (tenant_id = r.t) IS TRUE AND day = r.d AND day {days}
              OFFSET 0 FOR UPDATE) AS m
            WHERE (SELECT is_so FROM row_by_row)""";

    static final String HEARD = """
            SELECT s.message_id || '/' || s.event_key AS heard
            FROM unnest(?::text[], ?::text[], ?::date[], ?::text[]) AS r(t, i, d, k)
            CROSS JOIN LATERAL (SELECT message_id, event_key FROM message_status
              WHERE message_id = r.i AND tenant_id = r.t AND event_key = r.k AND day = r.d AND day {days}
              OFFSET 0) AS s""";

    private static final String HISTORY = """
            INSERT INTO message_status (tenant_id, message_id, day, event_key, status, provider_time, receive_time,
              error_code, error_title, applied)
            SELECT * FROM unnest(?::text[], ?::text[], ?::date[], ?::text[], ?::text[], ?::timestamptz[], ?::timestamptz[],
              ?::text[], ?::text[], ?::boolean[]) ON CONFLICT DO NOTHING""";

    /// What a receipt speaks of need not be sent any more, unless a worker is at it. Only after `LOCK`, which has rows
    /// joined one by one.
    static final String MOVE = """
            WITH r AS MATERIALIZED (
              SELECT * FROM unnest(?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
                AS r(id, tenant_id, message_id, state, provider_id, reason, detail, code)),
            found AS (
              SELECT r.*, m.place FROM r CROSS JOIN LATERAL (SELECT ctid AS place FROM message
                WHERE message_id = r.message_id AND (tenant_id = r.tenant_id) IS TRUE AND day = ?::date AND day {days} OFFSET 0) AS m),
            gone AS (
              DELETE FROM pending WHERE id = ANY(ARRAY(SELECT id FROM r)) AND NOT begun),
            changed AS (
              INSERT INTO message_change (tenant_id, message_id, state) SELECT tenant_id, message_id, state FROM r),
            unshelved AS (
              DELETE FROM aside a USING r WHERE a.tenant_id = r.tenant_id AND a.id = r.id)
            UPDATE message m SET state = f.state, update_time = now(),
              provider_message_id = CASE WHEN m.erase_time IS NULL THEN coalesce(m.provider_message_id, f.provider_id) END,
              failure_reason = CASE WHEN f.state = 'FAILED' THEN f.reason END,
              failure_detail = CASE WHEN f.state = 'FAILED' THEN f.detail END,
              provider_code = CASE WHEN f.state = 'FAILED' THEN f.code END
            FROM found f WHERE m.day = ?::date AND m.day {days} AND m.ctid = f.place""";

    /// Under which ids messages are known whose tries were not answered: a later receipt may name nothing else.
    static final String LEARN = """
            UPDATE message_attempt a SET provider_message_id = l.provider_id
            FROM (SELECT k.provider_id, t.place FROM unnest(?::text[], ?::text[], ?::text[])
                AS k(tenant_id, message_id, provider_id)
              CROSS JOIN LATERAL (SELECT ctid AS place FROM message_attempt
                WHERE message_id = k.message_id AND (tenant_id = k.tenant_id) IS TRUE AND day = ?::date AND day {days}
                ORDER BY number DESC LIMIT 1) AS t) AS l
            WHERE a.day = ?::date AND a.day {days} AND a.ctid = l.place""";

    private static final int LAST_DAYS = 2;

    private final Db db;

    ReceiptStore(Db db) {
        this.db = db;
    }

    /// Where a message is kept.
    private record Place(long id, String tenantId, String messageId, LocalDate day) {}

    /// A message as the transaction sees it while receipts are laid upon it.
    private static final class Standing {
        private final Place place;
        private final @Nullable String traceparent;
        /// No provider's id is known, and one may be.
        private final boolean nameless;
        private MessageState state;
        private boolean moved;
        private @Nullable String providerMessageId;
        private @Nullable String errorCode;
        private @Nullable String errorTitle;

        Standing(Row row) throws SQLException {
            this.place = place(row);
            this.traceparent = row.stringOrNull("traceparent");
            this.nameless = row.bool("nameless");
            this.state = MessageState.valueOf(row.string("state"));
        }
    }

    /// A receipt that is new, and the message that it belongs to.
    private record Told(Receipt receipt, Standing standing, boolean applied) {}

    /// Lays receipts upon their messages and keeps the others; answers in the order of the input.
    List<Applied> apply(List<Receipt> receipts) {
        return db.tx(sql -> apply(sql, receipts));
    }

    /// Lays kept receipts upon messages that are known by now.
    List<Applied> join() {
        return db.tx(sql -> {
            List<Receipt> joinable = OrphanStore.takeJoinable(sql);
            return joinable.isEmpty() ? List.of() : apply(sql, joinable);
        });
    }

    private static List<Applied> apply(Sql sql, List<Receipt> receipts) throws SQLException {
        Map<Receipt, Place> places = places(sql, receipts);
        Map<String, Standing> standings = lock(sql, places.values());
        Set<String> heard = heard(sql, places);
        List<Applied> applied = new ArrayList<>(receipts.size());
        List<Told> told = new ArrayList<>();
        List<Receipt> kept = new ArrayList<>();
        for (Receipt receipt : receipts) {
            Place place = places.get(receipt);
            Standing standing = place == null ? null : standings.get(place.messageId());
            if (standing == null) {
                kept.add(receipt);
                applied.add(new Applied.Unmatched(receipt));
            } else {
                boolean isNew = heard.add(standing.place.messageId() + "/" + receipt.eventKey());
                applied.add(lay(receipt, standing, isNew, told));
            }
        }
        history(sql, told);
        OrphanStore.keep(sql, kept);
        move(sql, standings.values().stream().filter(s -> s.moved).toList());
        return applied;
    }

    private static Applied lay(Receipt receipt, Standing standing, boolean isNew, List<Told> told) {
        MessageState before = standing.state;
        MessageState after = isNew ? StatePolicy.after(before, receipt.status()) : before;
        if (isNew) {
            told.add(new Told(receipt, standing, before != after));
        }
        if (before != after) {
            standing.state = after;
            standing.moved = true;
            standing.providerMessageId = receipt.providerMessageId();
            standing.errorCode = receipt.errorCode();
            standing.errorTitle = receipt.errorTitle();
        }
        return new Applied.Matched(receipt, standing.place.messageId(), before, after, isNew, standing.traceparent);
    }

    private static Map<Receipt, Place> places(Sql sql, List<Receipt> receipts) throws SQLException {
        Map<Receipt, Place> places = new LinkedHashMap<>();
        Map<String, Place> byMark = new HashMap<>();
        Map<Receipt, LocalDate> marked = new LinkedHashMap<>();
        for (Receipt receipt : receipts) {
            Optional.ofNullable(receipt.messageId())
                    .flatMap(MessageDay::find)
                    .ifPresent(day -> marked.put(receipt, day));
        }
        if (!marked.isEmpty()) {
            var told = List.copyOf(marked.entrySet());
            sql.list(
                            DaySpan.within(BY_MARK, marked.values()),
                            ReceiptStore::place,
                            sql.array("text", each(told, e -> e.getKey().tenantId())),
                            sql.array("text", each(told, e -> e.getKey().messageId())),
                            sql.array("date", each(told, e -> e.getValue().toString())))
                    .forEach(place -> byMark.put(place.tenantId() + "/" + place.messageId(), place));
        }
        for (Receipt receipt : marked.keySet()) {
            Place place = byMark.get(receipt.tenantId() + "/" + receipt.messageId());
            if (place != null) {
                places.put(receipt, place);
            }
        }
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        byProvider(
                sql,
                DaySpan.within(BY_PROVIDER, List.of(today.minusDays(LAST_DAYS), today.plusDays(1))),
                receipts,
                places);
        byProvider(sql, DaySpan.anywhere(BY_PROVIDER), receipts, places);
        return places;
    }

    private static void byProvider(Sql sql, String statement, List<Receipt> receipts, Map<Receipt, Place> places)
            throws SQLException {
        List<Receipt> open =
                receipts.stream().filter(r -> !places.containsKey(r)).toList();
        if (open.isEmpty()) {
            return;
        }
        Map<String, Place> found = new HashMap<>();
        sql.list(
                        statement,
                        row -> Map.entry(row.string("tenant_id") + "/" + row.string("asked"), place(row)),
                        sql.array("text", each(open, Receipt::tenantId)),
                        sql.array("text", each(open, Receipt::providerMessageId)))
                .forEach(place -> found.put(place.getKey(), place.getValue()));
        for (Receipt receipt : open) {
            Place place = found.get(receipt.tenantId() + "/" + receipt.providerMessageId());
            if (place != null) {
                places.put(receipt, place);
            }
        }
    }

    /// In the order in which dispatch locks, day by day and by `id`, so that the two never wait for each other in a
    /// circle.
    private static Map<String, Standing> lock(Sql sql, Collection<Place> places) throws SQLException {
        Map<String, Place> each = new HashMap<>();
        places.forEach(place -> each.put(place.messageId(), place));
        List<Place> ordered = each.values().stream()
                .sorted(Comparator.comparing(Place::day).thenComparingLong(Place::id))
                .toList();
        Map<String, Standing> standings = new LinkedHashMap<>();
        if (!ordered.isEmpty()) {
            sql.list(
                            DaySpan.within(LOCK, days(ordered)),
                            Standing::new,
                            sql.array("text", each(ordered, Place::tenantId)),
                            sql.array("text", each(ordered, Place::messageId)),
                            sql.array("date", each(ordered, p -> p.day().toString())))
                    .forEach(standing -> standings.put(standing.place.messageId(), standing));
        }
        return standings;
    }

    /// Which of the receipts are history already. Their messages are locked: nobody adds to it now.
    private static Set<String> heard(Sql sql, Map<Receipt, Place> places) throws SQLException {
        if (places.isEmpty()) {
            return new HashSet<>();
        }
        var told = List.copyOf(places.entrySet());
        return new HashSet<>(sql.list(
                DaySpan.within(HEARD, days(places.values())),
                row -> row.string("heard"),
                sql.array("text", each(told, e -> e.getValue().tenantId())),
                sql.array("text", each(told, e -> e.getValue().messageId())),
                sql.array("date", each(told, e -> e.getValue().day().toString())),
                sql.array("text", each(told, e -> e.getKey().eventKey()))));
    }

    private static void history(Sql sql, List<Told> told) throws SQLException {
        if (told.isEmpty()) {
            return;
        }
        sql.update(
                HISTORY,
                sql.array("text", each(told, t -> t.standing().place.tenantId())),
                sql.array("text", each(told, t -> t.standing().place.messageId())),
                sql.array("date", each(told, t -> t.standing().place.day().toString())),
                sql.array("text", each(told, t -> t.receipt().eventKey())),
                sql.array("text", each(told, t -> t.receipt().status().name())),
                sql.array("timestamptz", each(told, t -> text(t.receipt().providerTime()))),
                sql.array("timestamptz", each(told, t -> text(t.receipt().receiveTime()))),
                sql.array("text", each(told, t -> t.receipt().errorCode())),
                sql.array("text", each(told, t -> t.receipt().errorTitle())),
                sql.array("bool", each(told, Told::applied)));
    }

    private static void move(Sql sql, List<Standing> standings) throws SQLException {
        Map<LocalDate, List<Standing>> days = new TreeMap<>();
        standings.forEach(standing -> days.computeIfAbsent(standing.place.day(), _ -> new ArrayList<>())
                .add(standing));
        for (var day : days.entrySet()) {
            List<Standing> moved = day.getValue();
            sql.update(
                    DaySpan.within(MOVE, List.of(day.getKey())),
                    sql.array("int8", each(moved, s -> s.place.id())),
                    sql.array("text", each(moved, s -> s.place.tenantId())),
                    sql.array("text", each(moved, s -> s.place.messageId())),
                    sql.array("text", each(moved, s -> s.state.name())),
                    sql.array("text", each(moved, s -> s.providerMessageId)),
                    sql.array("text", each(moved, _ -> "PROVIDER_REPORTED_FAILURE")),
                    sql.array("text", each(moved, s -> s.errorTitle)),
                    sql.array("text", each(moved, s -> s.errorCode)),
                    day.getKey().toString(),
                    day.getKey().toString());
            learn(
                    sql,
                    day.getKey(),
                    moved.stream()
                            .filter(s -> s.nameless && s.providerMessageId != null)
                            .toList());
        }
    }

    private static void learn(Sql sql, LocalDate day, List<Standing> named) throws SQLException {
        if (!named.isEmpty()) {
            sql.update(
                    DaySpan.within(LEARN, List.of(day)),
                    sql.array("text", each(named, s -> s.place.tenantId())),
                    sql.array("text", each(named, s -> s.place.messageId())),
                    sql.array("text", each(named, s -> s.providerMessageId)),
                    day.toString(),
                    day.toString());
        }
    }

    private static Place place(Row row) throws SQLException {
        return new Place(
                row.longValue("id"),
                row.string("tenant_id"),
                row.string("message_id"),
                LocalDate.parse(row.string("day")));
    }

    private static List<LocalDate> days(Collection<Place> places) {
        return places.stream().map(Place::day).toList();
    }

    static @Nullable String text(@Nullable Object time) {
        return time == null ? null : time.toString();
    }

    static <T> List<@Nullable Object> each(List<T> items, Function<T, @Nullable Object> field) {
        List<@Nullable Object> values = new ArrayList<>(items.size());
        items.forEach(item -> values.add(field.apply(item)));
        return values;
    }
}
