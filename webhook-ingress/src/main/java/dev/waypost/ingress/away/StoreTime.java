package dev.waypost.ingress.away;

import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// How long a webhook waits for the store, where it can wait on a disk instead.
///
/// A store that hangs answers nobody for as long as a statement may take, which is longer than a provider waits.
@Singleton
public class StoreTime {
    private final SpoolSettings settings;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    StoreTime(SpoolSettings settings) {
        this.settings = settings;
    }

    /// What the store says, or [Reason#STORE_UNAVAILABLE] when it takes too long: it may still do it then.
    public <T> T of(Supplier<T> work) {
        if (settings.folder().isEmpty()) {
            return work.get();
        }
        var answer = CompletableFuture.supplyAsync(work, threads);
        try {
            return answer.get(settings.storeTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw Fault.of(Reason.STORE_UNAVAILABLE).because(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Fault.of(Reason.SHUTTING_DOWN).because(e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new CompletionException(e.getCause());
        }
    }

    @PreDestroy
    void close() {
        threads.shutdownNow();
    }
}
