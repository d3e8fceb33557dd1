package dev.waypost.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// PostgreSQL and Redis together, started side by side and stopped together.
public final class EmbeddedBackends implements AutoCloseable {
    private final PostgresServer postgres;
    private final RedisServer redis;
    private final Runnable afterwards;

    private EmbeddedBackends(PostgresServer postgres, RedisServer redis, Runnable afterwards) {
        this.postgres = postgres;
        this.redis = redis;
        this.afterwards = afterwards;
    }

    /// Servers that keep what they were told, in `folder`.
    public static EmbeddedBackends durable(DataFolder folder, int postgresPort, int redisPort) {
        return start(folder.root(), postgresPort, redisPort, PostgresServer.Durability.DURABLE, () -> {});
    }

    /// Servers on free ports that forget everything when closed.
    public static EmbeddedBackends ephemeral() {
        try {
            var folder = Files.createTempDirectory("waypost-backends-");
            // PostgreSQL may run as another user than we do and must get through this folder.
            Files.setPosixFilePermissions(folder, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
            return start(
                    folder,
                    Ports.anyFree(),
                    Ports.anyFree(),
                    PostgresServer.Durability.EPHEMERAL,
                    () -> Folders.delete(folder));
        } catch (IOException e) {
            throw new StartRefused("no temporary folder can be made: " + e.getMessage(), e);
        }
    }

    private static EmbeddedBackends start(
            Path folder, int postgresPort, int redisPort, PostgresServer.Durability durability, Runnable afterwards) {
        var keep = durability == PostgresServer.Durability.DURABLE;
        try (var side = Executors.newVirtualThreadPerTaskExecutor()) {
            var postgres =
                    side.submit(() -> PostgresServer.start(folder.resolve("postgres"), postgresPort, durability));
            var redis = side.submit(() -> RedisServer.start(folder.resolve("redis"), redisPort, keep));
            try {
                return new EmbeddedBackends(await(postgres), await(redis), afterwards);
            } catch (RuntimeException e) {
                closeIfStarted(postgres);
                closeIfStarted(redis);
                afterwards.run();
                throw e;
            }
        }
    }

    private static <T> T await(Future<T> starting) {
        try {
            return starting.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException refused ? refused : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartRefused("interrupted while starting", e);
        }
    }

    private static void closeIfStarted(Future<? extends AutoCloseable> starting) {
        try {
            starting.get().close();
        } catch (Exception neverStarted) {
            // Its own failure is not the one to report.
        }
    }

    public PostgresServer postgres() {
        return postgres;
    }

    public RedisServer redis() {
        return redis;
    }

    @Override
    public void close() {
        redis.close();
        postgres.close();
        afterwards.run();
    }
}
