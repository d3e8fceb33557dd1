package dev.waypost.cli;

import dev.waypost.allinone.SuiteService;
import dev.waypost.allinone.SuiteSettings;
import dev.waypost.embedded.DataFolder;
import dev.waypost.embedded.ServerProcess;
import dev.waypost.embedded.StartRefused;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One process per service, watched: a service that ends by itself is started again after a pause that grows.
///
/// Settings travel in the environment, which other users cannot read.
final class ServiceProcesses implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceProcesses.class);
    private static final Duration START = Duration.ofSeconds(90);
    private static final Duration DRAIN = Duration.ofSeconds(25);
    private static final Duration ORPHAN_DRAIN = Duration.ofSeconds(5);
    private static final Duration CALM = Duration.ofSeconds(60);

    private final DataFolder data;
    private final SuiteSettings settings;
    private final PidFiles pids;
    private final PrintStream terminal;
    private final Map<SuiteService, ServerProcess> processes = new EnumMap<>(SuiteService.class);
    private final Map<SuiteService, Integer> restarts = new EnumMap<>(SuiteService.class);
    private boolean closing;

    private ServiceProcesses(DataFolder data, SuiteSettings settings, PidFiles pids, PrintStream terminal) {
        this.data = data;
        this.settings = settings;
        this.pids = pids;
        this.terminal = terminal;
    }

    static void endOrphans(DataFolder data) {
        // Together: while one drains it waits for answers of the others, which are going, too.
        try (var side = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var service : SuiteService.values()) {
                var folder = data.root().resolve("services").resolve(service.word());
                side.execute(() -> ServerProcess.endOrphans("java", folder, ORPHAN_DRAIN));
            }
        }
    }

    static ServiceProcesses start(DataFolder data, SuiteSettings settings, PidFiles pids, PrintStream terminal) {
        var all = new ServiceProcesses(data, settings, pids, terminal);
        try {
            for (var service : SuiteService.values()) {
                all.launch(service);
            }
            for (var service : SuiteService.values()) {
                all.process(service)
                        .awaitReady(START, () -> Readiness.of(settings.ports().ops(service)));
            }
            for (var service : SuiteService.values()) {
                all.watch(service, all.process(service));
            }
            return all;
        } catch (RuntimeException e) {
            all.close();
            throw e;
        }
    }

    private synchronized ServerProcess process(SuiteService service) {
        var process = processes.get(service);
        if (process == null) {
            throw new StartRefused(service.title() + " was not started");
        }
        return process;
    }

    private synchronized void launch(SuiteService service) {
        if (closing) {
            return;
        }
        var log = data.folder("logs").resolve(service.word() + ".log");
        var process = ServerProcess.start(
                service.title(),
                command(service),
                data.folder("services/" + service.word()),
                log,
                environment(service));
        processes.put(service, process);
        pids.write(service.word(), process.pid());
    }

    private void watch(SuiteService service, ServerProcess process) {
        var started = System.nanoTime();
        var unused = process.onExit().thenAccept(ended -> {
            var calm = System.nanoTime() - started > CALM.toNanos();
            again(service, ended.exitValue(), calm);
        });
    }

    private synchronized void again(SuiteService service, int code, boolean calm) {
        if (closing) {
            return;
        }
        var count = calm ? 1 : restarts.getOrDefault(service, 0) + 1;
        restarts.put(service, count);
        var pause = Math.min(30, 1L << Math.min(count - 1, 5));
        terminal.println("waypost: " + service.title() + " ended (code " + code + "); starting it again in " + pause
                + " s, its log is " + data.root().resolve("logs").resolve(service.word() + ".log"));
        var unused = CompletableFuture.runAsync(
                () -> {
                    try {
                        launch(service);
                        watch(service, process(service));
                    } catch (RuntimeException e) {
                        LOG.atError().setCause(e).log("restart_failed");
                    }
                },
                CompletableFuture.delayedExecutor(pause, TimeUnit.SECONDS));
    }

    private static List<String> command(SuiteService service) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (var argument : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if ((argument.startsWith("-X") && !argument.startsWith("-Xm")) || argument.startsWith("--")) {
                command.add(argument);
            }
        }
        command.addAll(List.of("-Xms32m", "-Xmx256m", "-cp", System.getProperty("java.class.path")));
        command.add(service.mainClass());
        return command;
    }

    private Map<String, String> environment(SuiteService service) {
        var environment = new HashMap<String, String>();
        settings.of(service, System.getenv()::containsKey)
                .forEach((name, value) -> environment.put(SuiteSettings.environmentName(name), String.valueOf(value)));
        return environment;
    }

    @Override
    public void close() {
        List<ServerProcess> stopping;
        synchronized (this) {
            closing = true;
            stopping = List.copyOf(processes.values()).reversed();
        }
        // Together: each drains on its own, and the callers of one are refused politely by it.
        try (var side = Executors.newVirtualThreadPerTaskExecutor()) {
            stopping.forEach(process -> side.execute(() -> process.stop(DRAIN)));
        }
    }
}
