package dev.waypost.send.dispatch;

import dev.waypost.lanes.Completion;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.log.WideEvent;
import dev.waypost.platform.work.Loops;
import dev.waypost.send.dispatch.RouteWaitPolicy.Wait;
import dev.waypost.send.message.QueuedMessage;
import dev.waypost.send.tenant.RoutePolicy;
import dev.waypost.send.tenant.SendingTenant;
import dev.waypost.send.tenant.SendingTenant.Candidate;
import dev.waypost.send.tenant.Tenants;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Lets messages go on at once that wait for an endpoint, when the tenant's traffic no longer goes through it.
///
/// What is waited for is noted when a try has failed, and forgotten when no message can wait for it any more; a tenant
/// whose messages go through costs nothing.
@Singleton
class RouteWaits implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(500);
    /// Longer than any wait between two tries.
    private static final long LIFETIME = Duration.ofMinutes(75).toNanos();
    private static final int MOST_TENANTS = 100_000;

    private final RouteWaitStore store;
    private final Tenants tenants;
    private final Map<String, Note> notes = new HashMap<>();
    private Map<Integer, Long> lanes = Map.of();
    private final Loops loops = new Loops();

    RouteWaits(RouteWaitStore store, Tenants tenants) {
        this.store = store;
        this.tenants = tenants;
    }

    private static final class Note {
        private final Map<String, Wait> waits = new HashMap<>();
        private long until;
    }

    /// @param held the lanes that this process holds
    /// @param wake looks at the queue now
    void start(Supplier<Map<Integer, Long>> held, Runnable wake) {
        loops.every("route-waits", PAUSE, () -> {
            learn(held.get());
            if (runOnce() > 0) {
                wake.run();
            }
        });
    }

    /// Results that were written: a message that waits is found in the table from now on.
    void written(List<Completion<QueuedMessage, DispatchResult>> batch) {
        for (Completion<QueuedMessage, DispatchResult> done : batch) {
            QueuedMessage message = done.item().payload();
            if (done.result().verdict() instanceof Verdict.Again again && message.endpointWish() == null) {
                String reason = again.failure().reason();
                @Nullable Candidate endpoint = done.result().endpoint();
                if (endpoint != null && RouteWaitStore.isForRoute(reason)) {
                    note(message.tenantId(), new Wait(endpoint.endpointId(), endpoint.access()));
                } else if (RouteWaitStore.isNoRoute(reason)) {
                    note(message.tenantId(), new Wait(RouteWaitPolicy.NO_ROUTE, null));
                }
            }
        }
    }

    private synchronized void note(String tenantId, Wait wait) {
        if (notes.size() < MOST_TENANTS || notes.containsKey(tenantId)) {
            Note note = notes.computeIfAbsent(tenantId, _ -> new Note());
            note.waits.put(wait.endpointId(), wait);
            note.until = System.nanoTime() + LIFETIME;
        }
    }

    /// Lanes that another process had come with messages that it tried.
    private void learn(Map<Integer, Long> held) {
        if (!held.equals(lanes)) {
            store.waiting().forEach(found -> note(found.tenantId(), new Wait(found.endpointId(), null)));
            lanes = Map.copyOf(held);
        }
    }

    /// Looks once whether something is no longer waited for; answers how many messages go on.
    long runOnce() {
        long released = 0;
        for (String tenantId : noted()) {
            SendingTenant tenant;
            try {
                tenant = tenants.get(tenantId);
            } catch (Fault unknownNow) {
                continue;
            }
            List<Wait> ended = ended(tenantId, tenant);
            if (!ended.isEmpty()) {
                released += release(tenantId, ended);
            }
        }
        return released;
    }

    private synchronized List<String> noted() {
        long now = System.nanoTime();
        notes.values().removeIf(note -> note.waits.isEmpty() || note.until - now < 0);
        return List.copyOf(notes.keySet());
    }

    /// Taken off the notes before the table is asked: what is noted meanwhile is looked at again.
    private synchronized List<Wait> ended(String tenantId, SendingTenant tenant) {
        Note note = notes.get(tenantId);
        if (note == null) {
            return List.of();
        }
        boolean hasRoute = RoutePolicy.decide(tenant, null, "") instanceof RoutePolicy.Route.Through;
        List<Wait> ended = RouteWaitPolicy.ended(note.waits.values(), tenant, hasRoute);
        note.waits.values().removeAll(ended);
        return ended;
    }

    private long release(String tenantId, List<Wait> ended) {
        boolean done = false;
        try {
            long messages =
                    store.release(tenantId, ended.stream().map(Wait::endpointId).toList());
            done = true;
            if (messages > 0) {
                WideEvent.of("messages.rerouted")
                        .with("tenant_id", tenantId)
                        .with("messages", messages)
                        .emit();
            }
            return messages;
        } finally {
            if (!done) {
                ended.forEach(wait -> note(tenantId, wait));
            }
        }
    }

    @Override
    public void close() {
        loops.close();
    }
}
