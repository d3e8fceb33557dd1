package dev.waypost.ingress.quarantine;

import dev.waypost.ingress.delivery.Body;
import dev.waypost.ingress.event.EventQuery;
import dev.waypost.ingress.seal.BodySeal;
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
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The tables of the quarantine.
@Singleton
public class QuarantineStore {
    private static final String IS_ABOUT = """
            (?::text IS NULL OR phone_number_id = ?) AND (?::text IS NULL OR waba_id = ?)
            AND (?::text IS NULL OR session = ?)""";

    static final String LIST = """
            SELECT * FROM quarantined
            WHERE (cardinality(?::text[]) = 0 OR kind = ANY(?)) AND (?::text IS NULL OR user_id = ?)
              AND (?::text IS NULL OR provider_message_id = ?)
              AND (?::timestamptz IS NULL OR received_at >= ?) AND (?::timestamptz IS NULL OR received_at < ?)
              AND (?::text IS NULL OR event_id < ?)
            ORDER BY event_id DESC LIMIT ?""";

    static final String ABOUT = """
            SELECT * FROM quarantined
            WHERE subject = ? AND (event_id || '') > coalesce(?::text, '')
            ORDER BY (event_id || '') LIMIT ?""";

    static final String EXPIRED = """
            SELECT event_id FROM quarantined
            WHERE received_at < now() - ? * interval '1 millisecond' ORDER BY received_at LIMIT ?""";

    static final String USES =
            "SELECT signer, count(*) AS events, sum(size)::bigint AS bytes FROM quarantined GROUP BY signer";

    static final String OLDEST_OF = "SELECT event_id FROM quarantined WHERE signer = ? ORDER BY event_id || '' LIMIT ?";

    /// A number that stands for this work among the locks of the database.
    private static final long TRIMMING = 0x7175_6172_616eL;

    private record Kept(String tenantId, Body body) {}

    private final Db db;
    private final BodySeal seal;

    QuarantineStore(Db db, BodySeal seal) {
        this.db = db;
        this.seal = seal;
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
        String bodyId = stray.body().bodyId();
        List<InboundEvent> events = stray.events();
        Source source = stray.source();
        int fresh = sql.update(
                """
                INSERT INTO quarantined (event_id, tenant_id, endpoint_id, app_id, provider, body_id, kind, type, dedupe_key,
                  phone_number_id, waba_id, session, user_id, provider_message_id, provider_time, size)
                SELECT t.event_id, ?, ?, ?, ?, ?, t.kind, t.type, t.dedupe_key, t.number, t.waba, t.session, t.user_id,
                  t.message, t.time, ?::int
                FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
                  ?::timestamptz[])
                  AS t(event_id, kind, type, dedupe_key, number, waba, session, user_id, message, time)
                ORDER BY t.dedupe_key ON CONFLICT DO NOTHING""",
                source.tenantId(),
                source.endpointId(),
                source.appId(),
                source.provider().name(),
                bodyId,
                Math.ceilDiv(stray.body().bytes().length, events.size()),
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
                LIST,
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

    /// As it was received.
    ///
    /// @throws dev.waypost.platform.crypto.SealBroken when it does not open
    public Optional<Body> body(String bodyId) {
        return db.read(sql -> sql.one(
                        "SELECT * FROM quarantined_body WHERE body_id = ?",
                        row -> new Kept(
                                row.string("tenant_id"),
                                new Body(
                                        row.stringOrNull("content_type"),
                                        row.stringOrNull("signature"),
                                        row.bytes("bytes"))),
                        bodyId))
                .map(kept -> kept.body()
                        .with(seal.opened(kept.tenantId(), bodyId, kept.body().bytes())));
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
        return db.read(sql -> sql.list(ABOUT, QuarantineStore::event, key(held), after, most));
    }

    /// As the column says it.
    static String key(HeldSubject held) {
        Source source = held.source();
        Subject subject = held.subject();
        String signer =
                source.appId().isEmpty() ? source.tenantId() + '|' + source.endpointId() : "app|" + source.appId();
        return String.join(
                "|",
                signer,
                Objects.requireNonNullElse(subject.phoneNumberId(), ""),
                Objects.requireNonNullElse(subject.wabaId(), ""),
                Objects.requireNonNullElse(subject.session(), ""));
    }

    /// Forgets events, and the bodies that no event is left of.
    int remove(List<String> eventIds) {
        return db.tx(sql -> remove(sql, eventIds));
    }

    private static int remove(Sql sql, List<String> eventIds) throws SQLException {
        List<String> bodies = sql.list(
                "DELETE FROM quarantined WHERE event_id = ANY(?) RETURNING body_id",
                row -> row.string("body_id"),
                sql.array("text", eventIds));
        sql.update("""
                DELETE FROM quarantined_body b
                WHERE b.body_id = ANY(?) AND NOT EXISTS (SELECT FROM quarantined q WHERE q.body_id = b.body_id OFFSET 0)""", sql.array("text", bodies));
        return bodies.size();
    }

    /// How much is kept of each signer.
    List<QuarantineCapPolicy.Use> uses() {
        return db.read(QuarantineStore::uses);
    }

    private static List<QuarantineCapPolicy.Use> uses(Sql sql) throws SQLException {
        return sql.list(
                USES,
                row -> new QuarantineCapPolicy.Use(
                        row.string("signer"), row.longValue("events"), row.longValue("bytes")));
    }

    /// What was dropped, if anything had to be; a bounded part at a time, and by one process at a time.
    ///
    /// @param most events to drop
    Optional<QuarantineCapPolicy.Drop> trim(
            Function<List<QuarantineCapPolicy.Use>, Optional<QuarantineCapPolicy.Drop>> decide, int most) {
        return db.tx(sql -> {
            boolean mine = sql.one("SELECT pg_try_advisory_xact_lock(?) AS mine", row -> row.bool("mine"), TRIMMING)
                    .orElse(false);
            Optional<QuarantineCapPolicy.Drop> drop = mine ? decide.apply(uses(sql)) : Optional.empty();
            if (drop.isEmpty()) {
                return drop;
            }
            List<String> oldest = sql.list(
                    OLDEST_OF,
                    row -> row.string("event_id"),
                    drop.get().signer(),
                    Math.min(drop.get().events(), most));
            int dropped = remove(sql, oldest);
            return Optional.of(new QuarantineCapPolicy.Drop(
                    drop.get().signer(), dropped, drop.get().cause()));
        });
    }

    /// Forgets what is older; a bounded part at a time.
    int expire(Duration retention, int most) {
        List<String> old = db.read(sql -> sql.list(EXPIRED, row -> row.string("event_id"), retention.toMillis(), most));
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
