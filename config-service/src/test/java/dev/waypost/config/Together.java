package dev.waypost.config;

import dev.waypost.platform.fault.FaultStatus;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Many calls at the same moment.
final class Together {
    private Together() {}

    static <T> List<T> all(List<Callable<T>> work) throws Exception {
        try (var threads = Executors.newFixedThreadPool(8)) {
            List<T> answers = new ArrayList<>();
            for (Future<T> each : threads.invokeAll(work)) {
                answers.add(each.get());
            }
            return answers;
        }
    }

    /// "done", or the reason of the refusal.
    static String attempt(Runnable work) {
        try {
            work.run();
            return "done";
        } catch (StatusRuntimeException e) {
            return FaultStatus.of(e).reason().name();
        }
    }
}
