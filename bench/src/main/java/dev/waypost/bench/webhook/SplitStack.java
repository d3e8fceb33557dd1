package dev.waypost.bench.webhook;

import dev.waypost.bench.measure.Cpu;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// The whole suite, each service in a process of its own, as `./waypost up --split` starts it.
final class SplitStack implements AutoCloseable {
    private static final int OFFSET = 7_000;
    private static final String ADMIN = "bench-admin-key-0";

    private final HttpClient http = HttpClient.newHttpClient();
    private final Path data;
    private final Process up;

    private SplitStack(Path data, Process up) {
        this.data = data;
        this.up = up;
        // Whoever stops the benchmark stops all of it.
        Runtime.getRuntime().addShutdownHook(new Thread(up::destroy));
    }

    static SplitStack start() throws IOException, InterruptedException {
        Path data = Files.createTempDirectory("waypost-bench");
        Path said = data.resolve("up.out");
        var builder = new ProcessBuilder(
                        "./waypost",
                        "up",
                        "--split",
                        "--no-traces",
                        "--no-simulator",
                        "--data",
                        data.resolve("data").toString(),
                        "--port-offset",
                        Integer.toString(OFFSET),
                        "--admin-key",
                        ADMIN)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
        builder.environment().put("WAYPOST_TELEMETRY_SAMPLE_RATIO", "0.01");
        var stack = new SplitStack(data, builder.start());
        while (!Files.readString(said).contains("waypost is ready in")) {
            if (!stack.up.isAlive()) {
                throw new IllegalStateException("the suite did not start:\n" + Files.readString(said));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        return stack;
    }

    int webhookPort() {
        return 8081 + OFFSET;
    }

    String ask(String method, String path, String body) throws IOException, InterruptedException {
        var answer = http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + (8080 + OFFSET) + path))
                        .header("Authorization", "Bearer " + ADMIN)
                        .header("Content-Type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new IllegalStateException(method + " " + path + ": " + answer.statusCode() + " " + answer.body());
        }
        return answer.body();
    }

    Connection store() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + (15432 + OFFSET) + "/waypost", "waypost", "");
    }

    Spent spent() throws IOException {
        return new Spent(of("ingress"), of("postgres"), of("redis") + of("config"));
    }

    private long of(String part) throws IOException {
        Path pid = data.resolve("data/pids/" + part + ".pid");
        return Cpu.ofTree(Long.parseLong(Files.readString(pid).strip()));
    }

    @Override
    public void close() {
        up.destroy();
        try {
            up.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        http.close();
    }
}
