package dev.waypost.send.dispatch;

import dev.waypost.lanes.Completion;
import dev.waypost.lanes.Leases;
import dev.waypost.lanes.WorkItem;
import dev.waypost.platform.db.Sql;
import dev.waypost.platform.settings.Secret;
import dev.waypost.providers.EndpointAccess;
import dev.waypost.providers.ProviderKind;
import dev.waypost.send.message.MessageState;
import dev.waypost.send.message.QueuedMessage;
import dev.waypost.send.message.StoredMessage.Failure;
import dev.waypost.send.tenant.SendingTenant;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Messages in lanes that nobody in a service has: it works meanwhile, and leaves them alone.
public final class MessageRows {
    public static final LocalDate TODAY = LocalDate.now(ZoneOffset.UTC);
    private static final int FIRST_LANE = 5_000;
    private static final int LANES = 100;
    private static final SendingTenant.Candidate MAIN = new SendingTenant.Candidate(
            "main",
            true,
            true,
            false,
            1,
            new EndpointAccess(ProviderKind.META_CLOUD, "", null, null, null, null, Secret.of("")));

    private MessageRows() {}

    static void lease(Sql sql) throws SQLException {
        sql.update("INSERT INTO lane_worker VALUES (?, 'test', now() + interval '1 day')", DispatchStore.QUEUE);
        sql.update(
                "INSERT INTO lane SELECT ?, i, 'test', 1 FROM generate_series(?, ?) AS i",
                DispatchStore.QUEUE,
                FIRST_LANE,
                FIRST_LANE + LANES - 1);
    }

    /// @param tenant whose they are; one of a hundred each when absent
    public static void write(Sql sql, int from, int until, @Nullable String tenant, String prefix) throws SQLException {
        sql.update("""
                INSERT INTO message (id, tenant_id, message_id, request_id, body_hash, recipient, conversation, lane,
                  content, due_time, expire_time, day)
                OVERRIDING SYSTEM VALUE
                SELECT i, coalesce(?, 'tenant-' || i % 100), ? || i, 'req-' || i, '', '+49',
                  coalesce(?, '') || 'user-' || i % 100000, ? + i % ?, '', now(), now() + interval '1 day', ?::date
                FROM generate_series(?, ?) AS i""", tenant, prefix, tenant, FIRST_LANE, LANES, TODAY.toString(), from, until);
        sql.update("""
                INSERT INTO pending (id, tenant_id, message_id, day, conversation, lane, due_time, expire_time)
                SELECT id, tenant_id, message_id, day, conversation, lane, due_time, expire_time FROM message
                WHERE message_id = ANY(ARRAY(SELECT ? || i FROM generate_series(?, ?) AS i))""", prefix, from, until);
    }

    static WorkItem<QueuedMessage> item(long id) {
        var message = new QueuedMessage(
                "tenant-" + id % 100, "msg_" + id, "+49", new byte[0], null, null, null, false, false);
        return new WorkItem<>(
                id, FIRST_LANE + (int) (id % LANES), "user-" + id % 100_000, message.tenantId(), 0, message);
    }

    static Leases look(Set<Long> taken, Set<String> full) {
        Map<Integer, Long> epochs = IntStream.range(FIRST_LANE, FIRST_LANE + LANES)
                .boxed()
                .collect(Collectors.toMap(lane -> lane, lane -> 1L));
        return new Leases(epochs, taken, full, Integer.MAX_VALUE, "");
    }

    /// Every second one was sent, the others are tried again.
    static List<Completion<QueuedMessage, DispatchResult>> tried(List<WorkItem<QueuedMessage>> items) {
        return items.stream()
                .map(item -> new Completion<>(item, 1, result(item.id())))
                .toList();
    }

    static List<ResultStore.Turn> turns(List<Completion<QueuedMessage, DispatchResult>> batch) {
        return batch.stream()
                .map(done -> new ResultStore.Turn(done, MessageState.DISPATCHING, true, 1))
                .toList();
    }

    static List<DispatchStore.Begin> begins(List<WorkItem<QueuedMessage>> items) {
        return items.stream().map(item -> new DispatchStore.Begin(item, 1)).toList();
    }

    private static DispatchResult result(long id) {
        Verdict verdict = id % 2 == 0
                ? new Verdict.Sent("wamid." + id)
                : new Verdict.Again(Duration.ZERO, new Failure("PROVIDER_UNAVAILABLE", null, null));
        return new DispatchResult(verdict, true, MAIN, null, Instant.now(), Instant.now());
    }
}
