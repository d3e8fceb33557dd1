package dev.waypost.cli;

import dev.waypost.allinone.DemoAccounts;
import dev.waypost.allinone.Suite;
import dev.waypost.allinone.SuiteSettings;
import dev.waypost.embedded.DataFolder;
import dev.waypost.embedded.OtlpBridge;
import dev.waypost.embedded.Ports;
import dev.waypost.embedded.PostgresServer;
import dev.waypost.embedded.RedisServer;
import dev.waypost.embedded.StartRefused;
import dev.waypost.embedded.TraceViewer;
import dev.waypost.simulator.Simulator;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// One start of everything, in order: backends, simulator, services, and the trace viewer when all is ready.
final class Up {
    private final UpOptions options;
    private final Opened opened = new Opened();

    Up(UpOptions options) {
        this.options = options;
    }

    /// What is done with everything once it is ready.
    interface Play {
        void play(String adminKey, PrintStream terminal);
    }

    /// Starts, says so, and returns when a signal has stopped everything.
    int untilStopped() throws Exception {
        return play((adminKey, terminal) -> {}, false);
    }

    /// @param once to stop after the play, not by a signal
    int play(Play play, boolean once) throws Exception {
        var stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            opened.close();
                            stopped.countDown();
                        },
                        "stop"));
        try {
            start(play);
        } catch (Opened.Stopped interrupted) {
            stopped.await();
            return 0;
        } catch (Exception e) {
            opened.close();
            throw e;
        }
        if (once) {
            opened.close();
        } else {
            stopped.await();
        }
        return 0;
    }

    private void start(Play play) throws Exception {
        if (options.temporary()) {
            opened.add(new TemporaryFolder(options.data()));
        }
        var data = opened.add(DataFolder.open(options.data()));
        var terminal = StartLog.divert(data.folder("logs"));
        var ports = options.ports();
        ServiceProcesses.endOrphans(data);
        ports.ofServices().forEach(Ports::requireFree);
        if (options.simulator()) {
            Ports.requireFree("simulator", ports.simulator());
        }
        if (options.traces()) {
            Ports.requireFree("trace bridge", ports.traceBridge());
        }
        var keys = Keys.of(data);
        var pids = opened.add(new PidFiles(data.folder("pids")));
        var settings = backends(data, keys, pids);
        if (options.traces()) {
            opened.add(OtlpBridge.start(ports.traceBridge(), TraceViewer.spans(ports.traceViewer())));
        }
        if (options.simulator()) {
            simulator();
        }
        if (options.split()) {
            opened.add(ServiceProcesses.start(data, settings, pids, terminal));
        } else {
            pids.write("waypost", ProcessHandle.current().pid());
            opened.add(Suite.start(service -> settings.of(service, System.getenv()::containsKey)));
        }
        new Summary(options, settings, data.root(), pids).print(terminal);
        var seconds = (System.currentTimeMillis()
                        - ManagementFactory.getRuntimeMXBean().getStartTime())
                / 1000.0;
        terminal.println(String.format(Locale.ROOT, "waypost is ready in %.1f s", seconds));
        terminal.flush();
        if (options.traces()) {
            traceViewer(data, pids, terminal);
        }
        play.play(settings.adminKey(), terminal);
    }

    private SuiteSettings backends(DataFolder data, Keys keys, PidFiles pids) {
        var ports = options.ports();
        SuiteSettings.Database database;
        String redisUrl;
        try (var side = Executors.newVirtualThreadPerTaskExecutor()) {
            var postgres = options.postgres().isPresent() ? null : side.submit(() -> postgres(data));
            var redis = options.redis().isPresent() ? null : side.submit(() -> redis(data));
            database = postgres == null
                    ? options.postgres().orElseThrow()
                    : new SuiteSettings.Database(started(postgres).jdbcUrl(), PostgresServer.ROLE, "");
            redisUrl = redis == null
                    ? options.redis().orElseThrow()
                    : started(redis).url();
            if (postgres != null) {
                pids.write("postgres", started(postgres).pid());
            }
            if (redis != null) {
                pids.write("redis", started(redis).pid());
            }
        }
        return new SuiteSettings(
                ports,
                database,
                redisUrl,
                options.adminKey().orElse(keys.adminKey()),
                keys.serviceKey(),
                keys.masterKeyFile(),
                data.root().resolve("spool"),
                options.traces() ? Optional.of("http://127.0.0.1:" + ports.traceBridge()) : Optional.empty());
    }

    private PostgresServer postgres(DataFolder data) {
        return opened.add(PostgresServer.start(
                data.root().resolve("postgres"), options.ports().postgres(), PostgresServer.Durability.DURABLE));
    }

    private RedisServer redis(DataFolder data) {
        return opened.add(
                RedisServer.start(data.root().resolve("redis"), options.ports().redis(), true));
    }

    private static <T> T started(Future<T> starting) {
        try {
            return starting.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException refused ? refused : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Opened.Stopped();
        }
    }

    private void simulator() throws InterruptedException {
        var ports = options.ports();
        try {
            opened.add(Simulator.start(ports.simulator()));
            DemoAccounts.register(ports.simulator(), ports.webhooks());
        } catch (IOException e) {
            throw new StartRefused(
                    "the simulator cannot start on port " + ports.simulator() + ": " + e.getMessage()
                            + "; use --port-offset N or --no-simulator",
                    e);
        }
    }

    // Everything else is ready already: a viewer that does not come up is told, and stops nothing.
    private void traceViewer(DataFolder data, PidFiles pids, PrintStream terminal) {
        try {
            var jar = Path.of(System.getProperty("waypost.root", "."), "cli", "target", "zipkin-server.jar");
            var viewer = opened.add(TraceViewer.start(
                    jar, data.folder("zipkin"), options.ports().traceViewer()));
            pids.write("zipkin", viewer.pid());
            viewer.awaitReady(Duration.ofSeconds(60));
        } catch (StartRefused e) {
            if (!opened.isClosing()) {
                terminal.println("waypost: no trace viewer: " + e.getMessage());
            }
        }
    }
}
