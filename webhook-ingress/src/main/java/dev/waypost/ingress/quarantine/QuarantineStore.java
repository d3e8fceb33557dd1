package dev.waypost.ingress.quarantine;

import dev.waypost.ingress.delivery.Body;
import dev.waypost.ingress.event.EventQuery;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Row;
import dev.waypost.platform.db.Sql;
import dev.waypost.platform.id.Ids;
import dev.waypost.providers.InboundEvent;
import dev.waypost.providers.ProviderKind;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The tables of the quarantine.
@Singleton
public class QuarantineStore {
    private static final String IS_ABOUT = """
            (?::text IS NULL OR phone_number_id = ?) AND (?::text IS NULL OR waba_id = ?)
            AND (?::text IS NULL OR session = ?)""";

    private final Db db;

    QuarantineStore(Db db) {
        this.db = db;
    }

    /// How many events of each were not there before.
    List<Integer> keep(List<Stray> strays) {
        return db.tx(sql -> {
            var fresh = new ArrayList<Integer>(strays.size());
            for (Stray stray : strays) {
                fresh.add(keep(sql, stray));
            }
            return fresh;
        });
    }

    private static int keep(Sql sql, Stray stray) throws SQLException {
        String bodyId = Ids.next("whk");
        List<InboundEvent> events = stray.events();
        Source source = stray.source();
        int fresh = sql.update(
                """
                INSERT INTO quarantined (event_id, tenant_id, endpoint_id, app_id, provider, body_id, kind, type, dedupe_key,
                  phone_number_id, waba_id, session, user_id, provider_message_id, provider_time)
                SELECT t.event_id, ?, ?, ?, ?, ?, t.kind, t.type, t.dedupe_key, t.number, t.waba, t.session, t.user_id,
                  t.message, t.time
                FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
                  ?::timestamptz[])
                  AS t(event_id, kind, type, dedupe_key, number, waba, session, user_id, message, time)
                ORDER BY t.dedupe_key ON CONFLICT DO NOTHING""",
                source.tenantId(),
                source.endpointId(),
                source.appId(),
                source.provider().name(),
                bodyId,
                column(sql, events, event -> Ids.next("evt")),
                column(sql, events, event -> event.kind().name()),
                column(sql, events, InboundEvent::type),
                column(sql, events, InboundEvent::dedupeKey),
                column(sql, events, InboundEvent::phoneNumberId),
                column(sql, events, InboundEvent::wabaId),
                column(sql, events, InboundEvent::session),
                column(sql, events, InboundEvent::user),
                column(sql, events, InboundEvent::providerMessageId),
                sql.array(
                        "timestamptz",
                        events.stream()
                                .map(event -> event.providerTime() == null
                                        ? null
                                        : event.providerTime().toString())
                                .toList()));
        if (fresh > 0) {
            sql.update(
                    """
                    INSERT INTO quarantined_body (body_id, tenant_id, content_type, signature, bytes)
                    VALUES (?, ?, ?, ?, ?)""",
                    bodyId,
                    source.tenantId(),
                    stray.body().contentType(),
                    stray.body().signature(),
                    stray.body().bytes());
        }
        return fresh;
    }

    private static java.sql.Array column(
            Sql sql, List<InboundEvent> events, Function<InboundEvent, @Nullable String> of) throws SQLException {
        var values = new ArrayList<@Nullable String>(events.size());
        events.forEach(event -> values.add(of.apply(event)));
        return sql.array("text", values);
    }

    /// The newest first. Ids grow with time.
    public List<HeldEvent> list(EventQuery query) {
        return db.read(sql -> sql.list(
                """
                SELECT * FROM quarantined
                WHERE (cardinality(?::text[]) = 0 OR kind = ANY(?)) AND (?::text IS NULL OR user_id = ?)
                  AND (?::text IS NULL OR provider_message_id = ?)
                  AND (?::timestamptz IS NULL OR received_at >= ?) AND (?::timestamptz IS NULL OR received_at < ?)
                  AND (?::text IS NULL OR event_id < ?)
                ORDER BY event_id DESC LIMIT ?""",
                QuarantineStore::event,
                sql.array("text", query.kinds()),
                sql.array("text", query.kinds()),
                query.user(),
                query.user(),
                query.messageId(),
                query.messageId(),
                query.from(),
                query.from(),
                query.until(),
                query.until(),
                query.before(),
                query.before(),
                query.limit()));
    }

    public Optional<HeldEvent> find(String eventId) {
        return db.read(sql -> sql.one("SELECT * FROM quarantined WHERE event_id = ?", QuarantineStore::event, eventId));
    }

    public Optional<Body> body(String bodyId) {
        return db.read(sql -> sql.one(
                "SELECT * FROM quarantined_body WHERE body_id = ?",
                row -> new Body(row.stringOrNull("content_type"), row.stringOrNull("signature"), row.bytes("bytes")),
                bodyId));
    }

    /// What events are kept about, the oldest first.
    ///
    /// @param most subjects to list, those of one source and one subject counting once
    public List<HeldSubject> subjects(Subject about, int offset, int most) {
        return db.read(sql -> sql.list(
                """
                SELECT phone_number_id, waba_id, session, tenant_id, endpoint_id, app_id, provider, count(*) AS events,
                  min(received_at) AS oldest, max(received_at) AS newest
                FROM quarantined WHERE %s
                GROUP BY phone_number_id, waba_id, session, tenant_id, endpoint_id, app_id, provider
                ORDER BY oldest, phone_number_id, waba_id, session, tenant_id, endpoint_id, app_id OFFSET ? LIMIT ?""".formatted(IS_ABOUT),
                row -> new HeldSubject(
                        subject(row),
                        source(row),
                        row.longValue("events"),
                        row.instant("oldest"),
                        row.instant("newest")),
                about.phoneNumberId(),
                about.phoneNumberId(),
                about.wabaId(),
                about.wabaId(),
                about.session(),
                about.session(),
                offset,
                most));
    }

    /// The oldest events about exactly that from that source, in the order in which they came.
    List<HeldEvent> about(HeldSubject held, @Nullable String after, int most) {
        Subject subject = held.subject();
        return db.read(sql -> sql.list(
                """
                SELECT * FROM quarantined
                WHERE phone_number_id IS NOT DISTINCT FROM ? AND waba_id IS NOT DISTINCT FROM ?
                  AND session IS NOT DISTINCT FROM ? AND tenant_id = ? AND endpoint_id = ? AND app_id = ?
                  AND (?::text IS NULL OR event_id > ?)
                ORDER BY event_id LIMIT ?""",
                QuarantineStore::event,
                subject.phoneNumberId(),
                subject.wabaId(),
                subject.session(),
                held.source().tenantId(),
                held.source().endpointId(),
                held.source().appId(),
                after,
                after,
                most));
    }

    /// Forgets events, and the bodies that no event is left of.
    int remove(List<String> eventIds) {
        return db.tx(sql -> {
            List<String> bodies = sql.list(
                    "DELETE FROM quarantined WHERE event_id = ANY(?) RETURNING body_id",
                    row -> row.string("body_id"),
                    sql.array("text", eventIds));
            sql.update("""
                    DELETE FROM quarantined_body b
                    WHERE b.body_id = ANY(?) AND NOT EXISTS (SELECT FROM quarantined q WHERE q.body_id = b.body_id)""", sql.array("text", bodies));
            return bodies.size();
        });
    }

    /// Forgets what is older; a bounded part at a time.
    int expire(Duration retention, int most) {
        List<String> old = db.read(sql -> sql.list("""
                SELECT event_id FROM quarantined
                WHERE received_at < now() - ? * interval '1 millisecond' ORDER BY received_at LIMIT ?""", row -> row.string("event_id"), retention.toMillis(), most));
        return old.isEmpty() ? 0 : remove(old);
    }

    private static HeldEvent event(Row row) throws SQLException {
        return new HeldEvent(
                row.string("event_id"),
                source(row),
                row.string("body_id"),
                row.string("kind"),
                row.string("dedupe_key"),
                subject(row),
                row.stringOrNull("user_id"),
                row.stringOrNull("provider_message_id"),
                row.instantOrNull("provider_time"),
                row.instant("received_at"));
    }

    private static Subject subject(Row row) throws SQLException {
        return new Subject(
                row.stringOrNull("phone_number_id"), row.stringOrNull("waba_id"), row.stringOrNull("session"));
    }

    private static Source source(Row row) throws SQLException {
        return new Source(
                row.string("tenant_id"),
                row.string("endpoint_id"),
                row.string("app_id"),
                ProviderKind.valueOf(row.string("provider")));
    }
}
