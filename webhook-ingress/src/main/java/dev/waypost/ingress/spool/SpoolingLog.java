package dev.waypost.ingress.spool;

import dev.waypost.ingress.intake.Intake;
import dev.waypost.ingress.intake.IntakeLog;
import dev.waypost.ingress.intake.IntakeStore;
import dev.waypost.ingress.intake.Taken;
import dev.waypost.platform.boot.WithoutStore;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import io.micronaut.context.annotation.Primary;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Webhooks go to the store, or, while it is away, to the spool: then they are answered all the same.
///
/// As long as something waits in the spool everything goes there, so that no event overtakes an older one. A commit
/// that takes too long may still happen: its webhooks are then stored already when the spool brings them again, and are
/// left as they are.
@Singleton
@Primary
@Requires(bean = Spool.class)
final class SpoolingLog implements IntakeLog, WithoutStore, AutoCloseable {
    private static final Duration LATER = Duration.ofSeconds(30);

    private final IntakeStore store;
    private final Spool spool;
    private final SpoolSettings settings;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    SpoolingLog(IntakeStore store, Spool spool, SpoolSettings settings) {
        this.store = store;
        this.spool = spool;
        this.settings = settings;
    }

    @Override
    public List<Taken> commit(List<Intake> intakes) {
        if (spool.isEmpty()) {
            try {
                return store(intakes);
            } catch (Fault fault) {
                if (fault.reason() != Reason.STORE_UNAVAILABLE) {
                    throw fault;
                }
            }
        }
        keep(intakes);
        return Collections.nCopies(intakes.size(), Taken.onDisk());
    }

    /// Commits with a bound on the time; whatever the data is to blame for is thrown as it is.
    List<Taken> store(List<Intake> intakes) {
        var commit = CompletableFuture.supplyAsync(() -> store.commit(intakes), threads);
        try {
            return commit.get(settings.storeTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw Fault.of(Reason.STORE_UNAVAILABLE).because(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Fault.of(Reason.SHUTTING_DOWN).because(e);
        } catch (java.util.concurrent.ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new CompletionException(e.getCause());
        }
    }

    @Override
    public boolean takesWork() {
        return spool.hasRoom();
    }

    private void keep(List<Intake> intakes) {
        try {
            spool.append(intakes.stream().map(IntakeCodec::encode).toList());
        } catch (IOException e) {
            throw Fault.of(Reason.STORE_UNAVAILABLE).retryAfter(LATER).because(e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
