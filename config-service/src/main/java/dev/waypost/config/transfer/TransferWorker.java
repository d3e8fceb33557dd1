package dev.waypost.config.transfer;

import dev.waypost.platform.auth.Caller;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.id.Ids;
import dev.waypost.platform.log.WideEvent;
import dev.waypost.platform.telemetry.Traces;
import dev.waypost.platform.work.Loop;
import dev.waypost.platform.work.Loops;
import dev.waypost.platform.work.Worker;
import io.grpc.Context;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Works operations step by step: each under a lease, so that no two processes work one, and none is left behind.
@Singleton
final class TransferWorker implements Worker {
    private static final Logger LOG = LoggerFactory.getLogger(TransferWorker.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration AFTER_TROUBLE = Duration.ofSeconds(5);
    private static final Duration PRUNE_EVERY = Duration.ofMinutes(10);
    private static final Duration KEEP_UPLOADS = Duration.ofDays(1);

    private final TransferStore store;
    private final TransferSettings settings;
    private final Traces traces;
    private final Map<TransferKind, TransferWork> works = new EnumMap<>(TransferKind.class);
    private final Loops loops = new Loops();
    private final String owner = Ids.next("worker");
    private volatile boolean closing;

    TransferWorker(TransferStore store, TransferSettings settings, Traces traces, List<TransferWork> works) {
        this.store = store;
        this.settings = settings;
        this.traces = traces;
        works.forEach(work -> this.works.put(work.kind(), work));
    }

    @Override
    public void start() {
        for (int i = 0; i < settings.workers(); i++) {
            loops.every("transfer", PAUSE, this::runOnce);
        }
        if (settings.workers() > 0) {
            loops.every("transfer-prune", PRUNE_EVERY, () -> store.prune(settings.keep(), KEEP_UPLOADS));
        }
    }

    @Override
    public void close() {
        closing = true;
        loops.close();
    }

    /// Makes the next turns start now.
    void wake() {
        loops.wake();
    }

    /// Works what is due until nothing is.
    public void runOnce() {
        Optional<Lease> lease = claim();
        while (lease.isPresent()) {
            work(lease.get());
            lease = claim();
        }
    }

    Optional<Lease> claim() {
        return closing
                ? Optional.<Lease>empty()
                : store.claim(owner, settings.lease()).map(Lease::new);
    }

    private void work(Lease lease) {
        try (Loop ignored = Loop.every("transfer-lease", settings.lease().dividedBy(3), () -> renew(lease))) {
            traces.span("transfer.work")
                    .root()
                    .link(lease.transfer().traceparent())
                    .set("operation_id", lease.operationId())
                    .set("kind", lease.transfer().kind().word())
                    .run(span -> {
                        boolean more = true;
                        while (more) {
                            more = turn(lease);
                        }
                    });
        } finally {
            lease.drop();
        }
    }

    /// Makes one step; answers whether this process shall make the next one.
    boolean turn(Lease lease) {
        if (lease.isLost()) {
            return false;
        }
        if (lease.cancelAsked()) {
            end(lease, TransferState.CANCELLED, null);
            return false;
        }
        if (closing) {
            store.release(lease.operationId(), lease.epoch(), Duration.ZERO);
            return false;
        }
        return switch (step(lease)) {
            case Turn.More more -> true;
            case Turn.Later later -> {
                store.release(lease.operationId(), lease.epoch(), later.pause());
                yield false;
            }
            case Turn.Done done -> {
                end(lease, TransferState.SUCCEEDED, null);
                yield false;
            }
            case Turn.Stopped stopped -> {
                end(lease, TransferState.FAILED, stopped.fault());
                yield false;
            }
        };
    }

    private Turn step(Lease lease) {
        try {
            @Nullable TransferWork work = works.get(lease.transfer().kind());
            if (work == null) {
                return new Turn.Stopped(Fault.of(Reason.NOT_IMPLEMENTED));
            }
            Turn[] made = new Turn[1];
            // Whatever asks who is calling is told who started it.
            Context.current().withValue(Caller.KEY, lease.caller()).run(() -> made[0] = work.step(lease));
            return made[0];
        } catch (LeaseLost e) {
            lease.lose();
            return new Turn.Later(Duration.ZERO);
        } catch (Fault e) {
            lease.drop();
            if (e.reason().retry() == Reason.Retry.AFTER_DELAY) {
                WideEvent.warning("transfer.delayed")
                        .with("operation_id", lease.operationId())
                        .with("reason", e.reason().name())
                        .emit();
                return new Turn.Later(AFTER_TROUBLE);
            }
            return new Turn.Stopped(e);
        } catch (RuntimeException e) {
            lease.drop();
            LOG.atWarn()
                    .addKeyValue("operation_id", lease.operationId())
                    .setCause(e)
                    .log("transfer.step_failed");
            return new Turn.Stopped(Fault.of(Reason.INTERNAL).because(e));
        }
    }

    private void renew(Lease lease) {
        Optional<Boolean> cancelAsked = store.renew(lease.operationId(), lease.epoch(), settings.lease());
        cancelAsked.ifPresentOrElse(lease::seen, lease::lose);
    }

    private void end(Lease lease, TransferState state, @Nullable Fault fault) {
        store.finish(
                lease.transfer(),
                state,
                fault == null ? null : fault.reason().name(),
                fault == null ? null : Item.said(fault));
        WideEvent.of("transfer.ended")
                .with("operation_id", lease.operationId())
                .with("kind", lease.transfer().kind().word())
                .with("outcome", state)
                .with("reason", fault == null ? "" : fault.reason().name())
                .emit();
    }
}
