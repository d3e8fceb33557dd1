package dev.waypost.allinone;

import dev.waypost.platform.boot.Running;
import dev.waypost.platform.boot.Service;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/// All services in this process, each with a context of its own, talking gRPC over the loopback interface.
///
/// There is no second wiring: the same ports, interceptors and settings as with a process per service.
public final class Suite implements AutoCloseable {
    private final Deque<Running> running = new ArrayDeque<>();

    private Suite() {}

    /// Starts every service; when one is refused, none is left running.
    public static Suite start(Function<SuiteService, Map<String, Object>> settings) {
        var suite = new Suite();
        try {
            // The others fetch snapshots from it, and the first context pays for loading the classes.
            suite.add(Service.start(SuiteService.CONFIG.word(), settings.apply(SuiteService.CONFIG)));
            suite.startTogether(
                    List.of(SuiteService.SEND, SuiteService.INGRESS, SuiteService.HEALTH, SuiteService.CONSOLE),
                    settings);
            return suite;
        } catch (RuntimeException e) {
            suite.close();
            throw e;
        }
    }

    private void startTogether(List<SuiteService> services, Function<SuiteService, Map<String, Object>> settings) {
        // Platform threads: class loading pins virtual ones to the two carriers of a small machine.
        try (var side = Executors.newFixedThreadPool(services.size())) {
            var starting = new ArrayList<Future<Running>>();
            for (var service : services) {
                starting.add(side.submit(() -> Service.start(service.word(), settings.apply(service))));
            }
            var failures = new ArrayList<RuntimeException>();
            for (var start : starting) {
                try {
                    add(start.get());
                } catch (ExecutionException e) {
                    failures.add(
                            e.getCause() instanceof RuntimeException refused
                                    ? refused
                                    : new IllegalStateException(e.getCause()));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    failures.add(new IllegalStateException("interrupted while starting", e));
                }
            }
            if (!failures.isEmpty()) {
                throw failures.getFirst();
            }
        }
    }

    private void add(Running service) {
        running.push(service);
    }

    /// Drains the services, last started first.
    @Override
    public void close() {
        while (!running.isEmpty()) {
            running.pop().close();
        }
    }
}
