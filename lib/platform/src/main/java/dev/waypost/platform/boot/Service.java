package dev.waypost.platform.boot;

import dev.waypost.platform.db.Migrations;
import dev.waypost.platform.log.LineEncoder;
import dev.waypost.platform.log.LogSettings;
import dev.waypost.platform.log.WideEvent;
import dev.waypost.platform.settings.KnownSetting;
import dev.waypost.platform.settings.OlderNames;
import dev.waypost.platform.settings.SettingsRefused;
import dev.waypost.platform.settings.StrictSettings;
import dev.waypost.platform.work.Worker;
import io.micronaut.context.ApplicationContext;
import io.micronaut.grpc.server.GrpcEmbeddedServer;
import io.micronaut.runtime.server.EmbeddedServer;
import java.net.BindException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// Starts a service of the suite: settings checked, schema migrated, servers up, workers running.
public final class Service {
    private Service() {}

    /// The whole life of a process: start, serve until SIGTERM, drain. Never returns before the process may end.
    public static void run(String name, String... arguments) {
        if (arguments.length > 0) {
            refuse(
                    name,
                    "unknown argument " + arguments[0]
                            + " (settings are given as WAYPOST_* environment variables; docs/settings.md lists them)");
        }
        long start = System.nanoTime();
        Running running;
        try {
            running = start(name, Map.of());
        } catch (SettingsRefused e) {
            refuse(name, e.getMessage());
            return;
        }
        var stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            running.close();
                            stopped.countDown();
                        },
                        "drain"));
        WideEvent.of("service.started")
                .with("service", name)
                .with("duration_ms", (System.nanoTime() - start) / 1_000_000)
                .with("grpc_port", running.grpcPort())
                .with("http_port", running.httpPort())
                .emit();
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Starts the service inside this process; overrides win over every other source of settings.
    ///
    /// @throws SettingsRefused when it cannot start, with one line per problem; nothing is left running then
    public static Running start(String name, Map<String, Object> overrides) {
        var properties = new HashMap<>(Defaults.of(name));
        OlderNames.Taken older = OlderNames.of(name, System.getenv(), overrides.keySet());
        properties.putAll(older.settings());
        properties.putAll(overrides);
        ApplicationContext context = context(name, properties);
        boolean started = false;
        try {
            Running running = start(name, context);
            tell(older);
            started = true;
            return running;
        } catch (RuntimeException e) {
            throw explain(name, context, e);
        } finally {
            if (!started) {
                context.close();
            }
        }
    }

    private static void tell(OlderNames.Taken older) {
        older.names()
                .forEach((name, key) -> WideEvent.of("settings.older_name")
                        .with("name", name)
                        .with("setting", key)
                        .emit());
        if (!older.idle().isEmpty()) {
            WideEvent.warning("settings.without_effect")
                    .with("names", String.join(" ", older.idle()))
                    .with("see", "docs/guides/older-settings.md")
                    .emit();
        }
    }

    /// Every setting that the service understands, without starting it.
    public static List<KnownSetting> settings(String name) {
        try (ApplicationContext context = context(name, Defaults.of(name)).start()) {
            return KnownSetting.of(context);
        }
    }

    private static ApplicationContext context(String name, Map<String, Object> properties) {
        return ApplicationContext.builder()
                .overrideConfigLocations("classpath:services/" + name + "/")
                .properties(properties)
                .deduceEnvironment(false)
                .banner(false)
                .build();
    }

    private static Running start(String name, ApplicationContext context) {
        context.start();
        List<String> problems = StrictSettings.problems(context, name);
        if (!problems.isEmpty()) {
            throw new SettingsRefused(problems);
        }
        KnownSetting.checkBounds(context);
        LineEncoder.use(context.getBean(LogSettings.class).format());
        if (context.getBean(StoreMarker.class).present()) {
            context.getBean(Migrations.class).migrate();
        }
        context.getBeansOfType(StartCheck.class).forEach(StartCheck::check);
        EmbeddedServer http = context.getBean(EmbeddedServer.class);
        http.start();
        Optional<GrpcEmbeddedServer> grpc =
                context.findBean(GrpcEmbeddedServer.class).filter(GrpcEmbeddedServer::isRunning);
        var workers = new ArrayList<>(context.getBeansOfType(Worker.class));
        workers.forEach(Worker::start);
        context.getBean(Gate.class).open();
        return new Running(context, http, grpc, workers);
    }

    /// One line instead of a stack trace for everything that is not a bug of ours.
    private static RuntimeException explain(String name, ApplicationContext context, RuntimeException failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SettingsRefused refused) {
                return refused;
            }
            if (cause instanceof BindException) {
                return new SettingsRefused(name + " cannot listen: " + cause.getMessage()
                        + " (another process has the port; choose another in the settings, see docs/settings.md)");
            }
            if (cause instanceof IllegalArgumentException
                    && String.valueOf(cause.getMessage()).startsWith("waypost.")) {
                return new SettingsRefused(String.valueOf(cause.getMessage()));
            }
        }
        if (context.isRunning()) {
            List<String> problems = StrictSettings.problems(context, name);
            if (!problems.isEmpty()) {
                return new SettingsRefused(problems);
            }
        }
        return failure;
    }

    private static void refuse(String name, @Nullable String problem) {
        System.err.println(name + " does not start: " + problem);
        Runtime.getRuntime().halt(1);
    }
}
