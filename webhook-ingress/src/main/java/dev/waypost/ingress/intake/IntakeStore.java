package dev.waypost.ingress.intake;

import dev.waypost.ingress.delivery.Body;
import dev.waypost.ingress.delivery.Delivery;
import dev.waypost.ingress.delivery.DeliveryStore;
import dev.waypost.lanes.Behind;
import dev.waypost.lanes.Offer;
import dev.waypost.lanes.WorkItem;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Sql;
import dev.waypost.providers.InboundEvent;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Writes bodies, events and deliveries of many webhooks in one statement.
@Singleton
public class IntakeStore implements IntakeLog {
    /// Events are inserted in order of key, so that two processes with the same duplicates never wait for each other in
    /// a circle. Bodies travel as one value and are cut apart here: an array of them would be sent as text.
    private static final String COMMIT = """
            WITH incoming AS (
              SELECT * FROM unnest(?::text[], ?::text[], ?::date[], ?::text[], ?::text[], ?::int[], ?::text[], ?::text[],
                ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
                ?::text[], ?::timestamptz[], ?::text[])
              AS t(tenant_id, event_id, day, endpoint_id, body_id, position, kind, type, state,
                dedupe_key, phone_number_id, waba_id, user_id, provider_message_id, reply_to, status, error_code,
                error_title, callback_data, provider_time, traceparent)),
            fresh AS (
              INSERT INTO event (tenant_id, event_id, day, endpoint_id, body_id, position, kind, type, state, dedupe_key,
                phone_number_id, waba_id, user_id, provider_message_id, reply_to, status, error_code, error_title,
                callback_data, provider_time, traceparent)
              SELECT * FROM incoming ORDER BY tenant_id, dedupe_key, event_id
              ON CONFLICT DO NOTHING
              RETURNING event_id, endpoint_id, body_id, position, state, traceparent),
            bodies AS (
              INSERT INTO body (tenant_id, body_id, day, content_type, signature, bytes)
              SELECT b.tenant_id, b.body_id, b.day, b.content_type, b.signature, substring(w.bytes FROM b.start FOR b.size)
              FROM unnest(?::text[], ?::text[], ?::date[], ?::text[], ?::text[], ?::int[], ?::int[])
                AS b(tenant_id, body_id, day, content_type, signature, start, size), (SELECT ?::bytea AS bytes) AS w
              WHERE EXISTS (SELECT 1 FROM fresh f WHERE f.body_id = b.body_id)),
            first AS (
              SELECT DISTINCT ON (body_id) * FROM fresh
              WHERE state = 'ACCEPTED' ORDER BY body_id, position),
            wanted AS (
              SELECT d.tenant_id, d.delivery_id, coalesce(e.event_id, f.event_id) AS event_id,
                coalesce(e.endpoint_id, f.endpoint_id) AS endpoint_id,
                d.body_id,
                coalesce(e.traceparent, f.traceparent) AS traceparent, d.destination, d.conversation, d.lane,
                e.event_id IS NOT NULL AS single, d.parked, d.place
              FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::int[], ?::bool[])
                WITH ORDINALITY AS d(tenant_id, delivery_id, body_id, event_id, destination, conversation, lane, parked, place)
              LEFT JOIN fresh e ON e.event_id = d.event_id
              LEFT JOIN first f ON f.body_id = d.body_id AND d.event_id IS NULL
              WHERE e.event_id IS NOT NULL OR f.event_id IS NOT NULL),
            due AS (
              INSERT INTO delivery (tenant_id, delivery_id, event_id, endpoint_id, body_id, traceparent, destination,
                conversation, lane, single)
              SELECT tenant_id, delivery_id, event_id, endpoint_id, body_id, traceparent, destination, conversation, lane, single
              FROM wanted WHERE NOT parked ORDER BY place
              RETURNING id, delivery_id, event_id, conversation, created_at),
            waits AS (
              INSERT INTO parked (id, tenant_id, delivery_id, event_id, endpoint_id, body_id, traceparent, destination,
                conversation, lane, single)
              SELECT nextval('delivery_id_seq'), w.* FROM (
                SELECT tenant_id, delivery_id, event_id, endpoint_id, body_id, traceparent, destination, conversation, lane, single
                FROM wanted WHERE parked ORDER BY place) AS w
              RETURNING id, delivery_id, event_id)
            SELECT body_id AS key, NULL AS event_id, 0::bigint AS id, '' AS behind, false AS parked, NULL::timestamptz AS at FROM fresh
            UNION ALL
            SELECT delivery_id, event_id, id, '', true, NULL FROM waits
            UNION ALL
            SELECT delivery_id, event_id, id, """ + DeliveryStore.BEHIND + ", false, created_at FROM due";

    private record EventOf(Intake intake, int position, NewEvent added) {}

    private record DeliveryOf(Intake intake, NewDelivery added) {}

    /// @param key the body of a new event, or a delivery that was written with the event that it names
    private record Written(
            String key,
            @Nullable String eventId,
            long id,
            String behind,
            boolean parked,
            @Nullable Instant at) {}

    private static final Comparator<Written> BY_ID = Comparator.comparingLong(Written::id);

    private final Db db;

    IntakeStore(Db db) {
        this.db = db;
    }

    @Override
    public List<Taken> commit(List<Intake> intakes) {
        return db.statement(sql -> commit(sql, intakes));
    }

    /// As part of a transaction that somebody else commits.
    public List<Taken> commit(Sql sql, List<Intake> intakes) throws SQLException {
        var events = new ArrayList<EventOf>();
        var deliveries = new ArrayList<DeliveryOf>();
        for (Intake intake : intakes) {
            int position = 0;
            for (NewEvent event : intake.events()) {
                events.add(new EventOf(intake, position++, event));
            }
            intake.deliveries().forEach(delivery -> deliveries.add(new DeliveryOf(intake, delivery)));
        }
        return taken(intakes, events, deliveries, write(sql, intakes, events, deliveries));
    }

    private static List<Written> write(Sql sql, List<Intake> intakes, List<EventOf> events, List<DeliveryOf> deliveries)
            throws SQLException {
        var arguments = new ArrayList<@Nullable Object>();
        var columns = new Columns(sql, arguments);
        columns.texts(events, e -> e.intake().tenantId());
        columns.texts(events, e -> e.added().eventId());
        columns.days(events, e -> EventDay.of(e.added().event(), received(e.intake())));
        columns.texts(events, e -> e.intake().endpointId());
        columns.texts(events, e -> e.intake().body().bodyId());
        columns.numbers(events, EventOf::position);
        columns.texts(events, e -> e.added().event().kind().name());
        columns.texts(events, e -> e.added().event().type());
        columns.texts(events, e -> e.added().state().name());
        columns.texts(events, e -> e.added().event().dedupeKey());
        columns.of(events, InboundEvent::phoneNumberId);
        columns.of(events, InboundEvent::wabaId);
        columns.of(events, InboundEvent::user);
        columns.of(events, InboundEvent::providerMessageId);
        columns.of(events, InboundEvent::replyTo);
        columns.of(events, InboundEvent::status);
        columns.of(events, InboundEvent::errorCode);
        columns.of(events, InboundEvent::errorTitle);
        columns.of(events, InboundEvent::callbackData);
        columns.add("timestamptz", events, e -> text(e.added().event().providerTime()));
        columns.texts(events, e -> e.added().traceparent());
        bodies(columns, arguments, intakes);
        columns.texts(deliveries, d -> d.intake().tenantId());
        columns.texts(deliveries, d -> d.added().deliveryId());
        columns.texts(deliveries, d -> d.intake().body().bodyId());
        columns.texts(deliveries, d -> d.added().eventId());
        columns.texts(deliveries, d -> d.added().destination());
        columns.texts(deliveries, d -> d.added().conversation());
        columns.numbers(deliveries, d -> d.added().lane());
        columns.add("bool", deliveries, d -> d.added().parked());
        return sql.list(
                COMMIT,
                row -> new Written(
                        row.string("key"),
                        row.stringOrNull("event_id"),
                        row.longValue("id"),
                        row.string("behind"),
                        row.bool("parked"),
                        row.instantOrNull("at")),
                arguments.toArray());
    }

    private static void bodies(Columns columns, List<@Nullable Object> arguments, List<Intake> intakes)
            throws SQLException {
        var whole = new ByteArrayOutputStream();
        var starts = new ArrayList<Integer>(intakes.size());
        for (Intake intake : intakes) {
            starts.add(whole.size() + 1);
            whole.writeBytes(intake.body().bytes());
        }
        columns.texts(intakes, Intake::tenantId);
        columns.texts(intakes, i -> i.body().bodyId());
        columns.days(intakes, IntakeStore::received);
        columns.texts(intakes, i -> i.body().contentType());
        columns.texts(intakes, i -> i.body().signature());
        columns.numbers(starts, start -> start);
        columns.numbers(intakes, i -> i.body().bytes().length);
        arguments.add(whole.toByteArray());
    }

    private static LocalDate received(Intake intake) {
        return Body.dayOf(intake.body().bodyId());
    }

    private static List<Taken> taken(
            List<Intake> intakes, List<EventOf> events, List<DeliveryOf> deliveries, List<Written> rows) {
        Map<String, @Nullable String> traces = new HashMap<>();
        events.forEach(
                event -> traces.put(event.added().eventId(), event.added().traceparent()));
        Map<String, DeliveryOf> asked = new HashMap<>();
        deliveries.forEach(delivery -> asked.put(delivery.added().deliveryId(), delivery));
        Map<String, Integer> fresh = new HashMap<>();
        Map<String, List<Offer<Delivery>>> due = new HashMap<>();
        // The statement does not see its own rows: what stands before a row within the batch is found here.
        Map<String, Long> last = new HashMap<>();
        @Nullable Instant at = null;
        for (Written row : rows.stream().sorted(BY_ID).toList()) {
            @Nullable String eventId = row.eventId();
            if (eventId == null) {
                fresh.merge(row.key(), 1, Integer::sum);
                continue;
            }
            DeliveryOf delivery = Objects.requireNonNull(asked.get(row.key()));
            WorkItem<Delivery> item = item(delivery, row.id(), eventId, traces.get(eventId));
            Long before = last.put(item.conversation(), item.id());
            if (row.parked()) {
                continue;
            }
            // One statement, one time.
            at = row.at();
            due.computeIfAbsent(item.payload().bodyId(), id -> new ArrayList<>())
                    .add(new Offer<>(item, before == null ? Behind.listed(row.behind()) : Behind.row(before)));
        }
        var taken = new ArrayList<Taken>(intakes.size());
        for (Intake intake : intakes) {
            String id = intake.body().bodyId();
            List<Offer<Delivery>> offers = due.getOrDefault(id, List.of());
            taken.add(new Taken(fresh.getOrDefault(id, 0), offers, offers.isEmpty() ? null : at, false));
        }
        return taken;
    }

    private static WorkItem<Delivery> item(DeliveryOf delivery, long id, String eventId, @Nullable String traceparent) {
        Intake intake = delivery.intake();
        NewDelivery added = delivery.added();
        return new WorkItem<>(
                id,
                added.lane(),
                added.conversation(),
                Delivery.queueOf(intake.tenantId(), added.destination()),
                0,
                new Delivery(
                        added.deliveryId(),
                        intake.tenantId(),
                        intake.endpointId(),
                        intake.body().bodyId(),
                        eventId,
                        added.destination(),
                        traceparent,
                        added.eventId() != null));
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }

    /// Turns rows into the arrays that `unnest` takes.
    private record Columns(Sql sql, List<@Nullable Object> arguments) {
        <T> void add(String type, List<T> rows, Function<T, @Nullable Object> value) throws SQLException {
            var column = new ArrayList<@Nullable Object>(rows.size());
            rows.forEach(row -> column.add(value.apply(row)));
            arguments.add(sql.array(type, column));
        }

        <T> void texts(List<T> rows, Function<T, @Nullable Object> value) throws SQLException {
            add("text", rows, value);
        }

        <T> void numbers(List<T> rows, Function<T, @Nullable Object> value) throws SQLException {
            add("int4", rows, value);
        }

        <T> void days(List<T> rows, Function<T, LocalDate> value) throws SQLException {
            add("date", rows, row -> value.apply(row).toString());
        }

        void of(List<EventOf> rows, Function<InboundEvent, @Nullable Object> value) throws SQLException {
            add("text", rows, row -> value.apply(row.added().event()));
        }
    }
}
