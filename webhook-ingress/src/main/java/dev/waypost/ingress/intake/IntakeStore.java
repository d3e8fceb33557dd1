package dev.waypost.ingress.intake;

import dev.waypost.ingress.delivery.Delivery;
import dev.waypost.ingress.delivery.DeliveryStore;
import dev.waypost.lanes.LaneKey;
import dev.waypost.lanes.Offer;
import dev.waypost.lanes.WorkItem;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Row;
import dev.waypost.platform.db.Sql;
import dev.waypost.providers.InboundEvent;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Writes bodies, events and deliveries of many webhooks in one statement.
@Singleton
public class IntakeStore implements IntakeLog {
    /// Events are inserted in order of key, so that two processes with the same duplicates never wait for each other in
    /// a
    /// circle. Bodies travel as one value and are cut apart here: an array of them would be sent as text.
    private static final String COMMIT = """
            WITH incoming AS (
              SELECT * FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::int[], ?::text[], ?::text[], ?::text[],
                ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
                ?::timestamptz[], ?::text[])
              AS t(tenant_id, event_id, endpoint_id, body_id, position, kind, type, state,
                dedupe_key, phone_number_id, waba_id, user_id, provider_message_id, reply_to, status, error_code,
                error_title, callback_data, provider_time, traceparent)),
            fresh AS (
              INSERT INTO event (tenant_id, event_id, endpoint_id, body_id, position, kind, type, state, dedupe_key,
                phone_number_id, waba_id, user_id, provider_message_id, reply_to, status, error_code, error_title,
                callback_data, provider_time, traceparent)
              SELECT * FROM incoming ORDER BY tenant_id, dedupe_key, event_id
              ON CONFLICT DO NOTHING
              RETURNING tenant_id, event_id, body_id, position, state, traceparent),
            bodies AS (
              INSERT INTO body (tenant_id, body_id, content_type, signature, bytes)
              SELECT b.tenant_id, b.body_id, b.content_type, b.signature, substring(w.bytes FROM b.start FOR b.size)
              FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::int[], ?::int[])
                AS b(tenant_id, body_id, content_type, signature, start, size), (SELECT ?::bytea AS bytes) AS w
              WHERE EXISTS (SELECT 1 FROM fresh f WHERE f.body_id = b.body_id)),
            first AS (
              SELECT DISTINCT ON (body_id) body_id, event_id, traceparent FROM fresh
              WHERE state = 'ACCEPTED' ORDER BY body_id, position),
            due AS (
              INSERT INTO delivery (tenant_id, delivery_id, endpoint_id, body_id, event_id, destination, conversation, lane,
                traceparent)
              SELECT d.tenant_id, d.delivery_id, d.endpoint_id, d.body_id, coalesce(e.event_id, f.event_id), d.destination,
                d.conversation, d.lane, coalesce(e.traceparent, f.traceparent)
              FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::int[])
                WITH ORDINALITY
                AS d(tenant_id, delivery_id, endpoint_id, body_id, event_id, destination, conversation, lane, place)
              LEFT JOIN fresh e ON e.event_id = d.event_id
              LEFT JOIN first f ON f.body_id = d.body_id AND d.event_id IS NULL
              WHERE e.event_id IS NOT NULL OR f.event_id IS NOT NULL
              ORDER BY d.place
              RETURNING id, tenant_id, delivery_id, endpoint_id, body_id, event_id, destination, conversation, lane, traceparent)
            SELECT NULL::bigint AS id, body_id, NULL AS tenant_id, NULL AS delivery_id, NULL AS endpoint_id, event_id,
              NULL AS destination, NULL AS conversation, 0 AS lane, NULL AS traceparent, 0::bigint AS behind FROM fresh
            UNION ALL
            SELECT id, body_id, tenant_id, delivery_id, endpoint_id, event_id, destination, conversation, lane, traceparent,
              coalesce((SELECT b.id FROM delivery b WHERE b.state = 'PENDING' AND b.lane = due.lane
                AND b.conversation = due.conversation AND b.id < due.id ORDER BY b.id DESC LIMIT 1), 0) AS behind
              FROM due
            """;

    private record EventOf(Intake intake, int position, NewEvent added) {}

    private record DeliveryOf(Intake intake, NewDelivery added) {}

    private record Written(String bodyId, @Nullable Offer<Delivery> delivery) {}

    private static final Comparator<Written> BY_ID = Comparator.comparingLong(
            row -> row.delivery() == null ? 0 : row.delivery().item().id());

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
        return taken(intakes, write(sql, intakes, events, deliveries));
    }

    private static List<Written> write(Sql sql, List<Intake> intakes, List<EventOf> events, List<DeliveryOf> deliveries)
            throws SQLException {
        var arguments = new ArrayList<@Nullable Object>();
        var columns = new Columns(sql, arguments);
        columns.texts(events, e -> e.intake().tenantId());
        columns.texts(events, e -> e.added().eventId());
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
        columns.texts(deliveries, d -> d.intake().endpointId());
        columns.texts(deliveries, d -> d.intake().body().bodyId());
        columns.texts(deliveries, d -> d.added().eventId());
        columns.texts(deliveries, d -> d.added().destination());
        columns.texts(deliveries, d -> d.added().conversation());
        columns.numbers(deliveries, d -> LaneKey.laneOf(d.added().conversation()));
        return sql.list(
                COMMIT,
                row -> new Written(
                        row.string("body_id"),
                        row.stringOrNull("delivery_id") == null
                                ? null
                                : new Offer<>(item(row), row.longValue("behind"))),
                arguments.toArray());
    }

    private static WorkItem<Delivery> item(Row row) throws SQLException {
        return new WorkItem<>(
                row.longValue("id"),
                row.intValue("lane"),
                row.string("conversation"),
                row.string("tenant_id"),
                0,
                DeliveryStore.delivery(row));
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
        columns.texts(intakes, i -> i.body().contentType());
        columns.texts(intakes, i -> i.body().signature());
        columns.numbers(starts, start -> start);
        columns.numbers(intakes, i -> i.body().bytes().length);
        arguments.add(whole.toByteArray());
    }

    private static List<Taken> taken(List<Intake> intakes, Collection<Written> rows) {
        Map<String, Integer> fresh = new HashMap<>();
        Map<String, List<Offer<Delivery>>> due = new HashMap<>();
        // The statement does not see its own rows: what stands before a row within the batch is found here.
        Map<String, Long> last = new HashMap<>();
        for (Written row : rows.stream().sorted(BY_ID).toList()) {
            Offer<Delivery> offer = row.delivery();
            if (offer == null) {
                fresh.merge(row.bodyId(), 1, Integer::sum);
            } else {
                Long before = last.put(offer.item().conversation(), offer.item().id());
                due.computeIfAbsent(row.bodyId(), id -> new ArrayList<>())
                        .add(before == null ? offer : new Offer<>(offer.item(), before));
            }
        }
        return intakes.stream()
                .map(i -> i.body().bodyId())
                .map(id -> new Taken(fresh.getOrDefault(id, 0), due.getOrDefault(id, List.of())))
                .toList();
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

        void of(List<EventOf> rows, Function<InboundEvent, @Nullable Object> value) throws SQLException {
            add("text", rows, row -> value.apply(row.added().event()));
        }
    }
}
