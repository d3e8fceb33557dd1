package dev.waypost.config.transfer;

import io.grpc.Context;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Makes the next value while the last one is used; one at a time, in order.
final class Ahead<T> {
    private static final ThreadFactory THREADS =
            Thread.ofVirtual().name("transfer-ahead").factory();

    private final Supplier<T> maker;
    private @Nullable FutureTask<T> next;

    Ahead(Supplier<T> maker) {
        this.maker = maker;
    }

    /// @throws RuntimeException whatever making it threw
    T take() {
        FutureTask<T> begun = next == null ? begin() : next;
        T value = value(begun);
        next = begin();
        return value;
    }

    private FutureTask<T> begin() {
        var task = new FutureTask<T>(Context.current().wrap(maker::get));
        THREADS.newThread(task).start();
        return task;
    }

    private static <T> T value(FutureTask<T> task) {
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
        }
    }
}
