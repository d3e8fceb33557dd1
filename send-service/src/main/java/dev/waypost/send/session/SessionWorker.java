package dev.waypost.send.session;

import dev.waypost.platform.log.WideEvent;
import dev.waypost.platform.telemetry.Traces;
import dev.waypost.platform.work.Loop;
import dev.waypost.platform.work.Loops;
import dev.waypost.platform.work.Worker;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Works the sessions that are due, shared with every other process.
@Singleton
class SessionWorker implements Worker {
    private static final Duration AFTER_TROUBLE = Duration.ofSeconds(5);
    private static final Duration FORGET_EVERY = Duration.ofMinutes(1);

    private final SessionStore store;
    private final SessionTurn turn;
    private final SessionSettings settings;
    private final SessionNews news;
    private final Traces traces;
    private final MeterRegistry meters;
    private final Loops loops = new Loops();

    SessionWorker(
            SessionStore store,
            SessionTurn turn,
            SessionSettings settings,
            SessionNews news,
            Traces traces,
            MeterRegistry meters) {
        this.store = store;
        this.turn = turn;
        this.settings = settings;
        this.news = news;
        this.traces = traces;
        this.meters = meters;
    }

    @Override
    public void start() {
        Loop turns = loops.every("sessions", settings.pollInterval(), this::runOnce);
        loops.every("sessions-forget", FORGET_EVERY, () -> store.forget(settings.keep()));
        news.onWish(turns::wake);
    }

    /// Works what is due now, and returns when all of it is done.
    public void runOnce() {
        List<Session> due = store.claim(settings.atOnce(), settings.lease());
        List<Thread> working = due.stream()
                .map(session -> Thread.startVirtualThread(() -> work(session)))
                .toList();
        for (Thread thread : working) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void work(Session session) {
        try {
            traces.span("session.turn")
                    .set("tenant_id", session.key().tenantId())
                    .set("endpoint_id", session.key().endpointId())
                    .run(_ -> take(session));
        } catch (RuntimeException e) {
            WideEvent.of("session.turn_failed")
                    .with("tenant_id", session.key().tenantId())
                    .with("endpoint_id", session.key().endpointId())
                    .with("error", e.getClass().getSimpleName())
                    .emit();
            store.postpone(session, AFTER_TROUBLE);
        }
    }

    private void take(Session session) {
        Traffic traffic = session.state() == Standing.CONNECTED
                ? store.traffic(session, settings.muteAfter())
                : new Traffic(null, 0);
        Next next = turn.take(session, traffic);
        boolean changed = isChanged(session, next);
        if (!store.finish(session, next, traffic, changed) || !changed) {
            return;
        }
        news.changed(session.key());
        if (session.state() != next.state()) {
            meters.counter("waypost.send.session.changes", "state", next.state().name())
                    .increment();
            WideEvent.of("session.changed")
                    .with("tenant_id", session.key().tenantId())
                    .with("endpoint_id", session.key().endpointId())
                    .with("from", session.state().name())
                    .with("to", next.state().name())
                    .with("attempts", next.attempts())
                    .emit();
        }
    }

    private static boolean isChanged(Session before, Next next) {
        @Nullable ShownCode old = before.shown();
        @Nullable ShownCode fresh = next.shown();
        boolean sameCode = old == null || fresh == null
                ? old == fresh
                : old.shows(fresh) && old.expireTime().equals(fresh.expireTime());
        return before.state() != next.state()
                || !sameCode
                || before.reconnectAttempts() != next.attempts()
                || before.wish() != next.wish()
                || !Objects.equals(before.cause(), next.cause())
                || !Objects.equals(before.phoneNumber(), next.phoneNumber());
    }

    @Override
    public void close() {
        loops.close();
    }
}
