package dev.waypost.allinone;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.waypost.embedded.PostgresServer;
import dev.waypost.embedded.RedisServer;
import dev.waypost.platform.boot.Running;
import dev.waypost.platform.boot.Service;
import dev.waypost.testkit.ServiceProcess;
import dev.waypost.testkit.ServiceUnderTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// The whole suite over stores of its own, every part of which can be taken away and given back.
final class SystemScene implements AutoCloseable {
    static final String HEALTH = "/admin/health";
    static final String METRICS = "/api/whatsapp/health/metrics";

    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private final Path folder;
    private final int consolePort = freePort();
    private final int postgresPort = freePort();
    private final int redisPort = freePort();
    final int publicPort = freePort();
    private final Map<String, Integer> ports = Map.of(
            "config", freePort(), "ingress", freePort(), "health", freePort(), "send", freePort(), "idle", freePort());
    private PostgresServer postgres;
    private RedisServer redis;
    final ServiceUnderTest config;
    /// A send-service that takes messages and hands none to providers.
    final ServiceUnderTest idle;

    final ServiceUnderTest ingress;
    private final Running console;
    private ServiceProcess send;
    final ServiceProcess health;

    /// What both paths said.
    ///
    /// @param system what `/admin/health` said
    /// @param within what the other one says of the same
    record Told(int status, JsonNode system, int metricsStatus, JsonNode metrics, JsonNode within) {}

    SystemScene(Path folder) {
        this.folder = folder;
        try {
            // PostgreSQL may run as another user than we do.
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        startPostgres();
        startRedis();
        config = ServiceUnderTest.start("config", settings("config"));
        idle = ServiceUnderTest.start("send", idle());
        ingress = ServiceUnderTest.start("ingress", spooling());
        send = ServiceProcess.start("send", settings("send"));
        health = ServiceProcess.start("health", settings("health"));
        console = Service.start("console", ofConsole());
    }

    private Map<String, Object> settings(String process) {
        var settings = peers();
        settings.put("grpc.server.port", ports.get(process));
        settings.put("waypost.db.url", postgres.jdbcUrl());
        settings.put("waypost.redis.url", redis.url());
        return settings;
    }

    private Map<String, Object> peers() {
        var peers = new HashMap<String, Object>();
        List.of("config", "ingress", "health")
                .forEach(service -> peers.put("waypost.peers." + service, "127.0.0.1:" + ports.get(service)));
        peers.put("waypost.peers.send", "127.0.0.1:" + ports.get("send") + ",127.0.0.1:" + ports.get("idle"));
        return peers;
    }

    private Map<String, Object> idle() {
        var settings = settings("idle");
        settings.put("waypost.send.dispatch.enabled", "false");
        return settings;
    }

    private Map<String, Object> spooling() {
        var settings = settings("ingress");
        settings.put("waypost.ingress.public-port", publicPort);
        settings.put("waypost.ingress.spool.folder", folder.resolve("spool").toString());
        return settings;
    }

    private Map<String, Object> ofConsole() {
        var settings = ServiceUnderTest.settings("console");
        settings.putAll(peers());
        settings.remove("micronaut.server.port");
        settings.put("waypost.console.port", consolePort);
        settings.put("waypost.console.ops-port", freePort());
        return settings;
    }

    /// Asks both paths over and over, until both tell it.
    ///
    /// @return after how long that was
    Duration until(Predicate<Told> tells, Duration atMost) {
        long start = System.nanoTime();
        Told last;
        do {
            last = told();
            if (tells.test(last)) {
                return Duration.ofNanos(System.nanoTime() - start);
            }
        } while (System.nanoTime() - start < atMost.toNanos());
        throw new AssertionError("not told within " + atMost + ": " + last);
    }

    Told told() {
        CompletableFuture<HttpResponse<String>> one = http.sendAsync(asked(HEALTH, true), BodyHandlers.ofString());
        CompletableFuture<HttpResponse<String>> other = http.sendAsync(asked(METRICS, true), BodyHandlers.ofString());
        JsonNode metrics = read(other.join());
        return new Told(
                one.join().statusCode(), read(one.join()), other.join().statusCode(), metrics, metrics.path("system"));
    }

    private JsonNode read(HttpResponse<String> answer) {
        try {
            return json.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new AssertionError(answer.body(), e);
        }
    }

    int withoutKey(String path) {
        return answered(asked(path, false));
    }

    /// Of a service, at the port that no key is asked for at.
    static URI liveness(ServiceUnderTest service) {
        return URI.create("http://127.0.0.1:" + service.httpPort() + "/health/liveness");
    }

    int answered(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private HttpRequest asked(String path, boolean withKey) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + consolePort + path))
                .timeout(Duration.ofSeconds(30));
        return (withKey ? request.header("Authorization", "Bearer " + ServiceUnderTest.ADMIN_KEY) : request).build();
    }

    void startPostgres() {
        postgres = PostgresServer.start(folder.resolve("postgres"), postgresPort, PostgresServer.Durability.DURABLE);
    }

    void startRedis() {
        redis = RedisServer.start(folder.resolve("redis"), redisPort, false);
    }

    void startSend() {
        send = ServiceProcess.start("send", settings("send"));
    }

    void killSend() {
        send.close();
    }

    void endRedis() {
        redis.close();
    }

    void killPostgres() {
        List<ProcessHandle> all = postgresProcesses();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(each -> each.onExit().join());
    }

    /// Nothing of it runs, and its connections stay.
    void freezePostgres() {
        signalPostgres("STOP");
    }

    void thawPostgres() {
        signalPostgres("CONT");
    }

    private void signalPostgres(String signal) {
        for (ProcessHandle each : postgresProcesses()) {
            try {
                new ProcessBuilder("kill", "-" + signal, String.valueOf(each.pid()))
                        .start()
                        .waitFor();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private List<ProcessHandle> postgresProcesses() {
        ProcessHandle server = ProcessHandle.of(postgres.pid()).orElseThrow();
        return Stream.concat(Stream.of(server), server.descendants()).toList();
    }

    private static int freePort() {
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        console.close();
        health.close();
        send.close();
        ingress.close();
        idle.close();
        config.close();
        postgres.close();
        redis.close();
        http.close();
    }
}
