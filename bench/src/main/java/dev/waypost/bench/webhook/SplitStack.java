package dev.waypost.bench.webhook;

import dev.waypost.bench.measure.Cpu;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/// The whole suite, each service in a process of its own, as `./waypost up --split` starts it.
public final class SplitStack implements AutoCloseable {
    private static final int OFFSET = Integer.getInteger("bench.port-offset", 7_000);
    private static final String ADMIN = "bench-admin-key-0";
    /// Whatever a webhook gives them to do: to send-service it says who wrote, to health-service what goes through.
    private static final List<String> OTHERS = List.of("redis", "config", "send", "health", "console");
    private static final String STORE = "jdbc:postgresql://127.0.0.1:" + (15432 + OFFSET) + "/waypost";

    private final HttpClient http = HttpClient.newHttpClient();
    private final Path data;
    private final Process up;
    private final Cluster cluster;

    private SplitStack(Path data, Process up) {
        this.data = data;
        this.up = up;
        this.cluster = new Cluster(data.resolve("data/postgres"), STORE);
        // Whoever stops the benchmark stops all of it.
        Runtime.getRuntime().addShutdownHook(new Thread(up::destroy));
    }

    public static SplitStack start() throws IOException, InterruptedException, SQLException {
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
        // Thousands of looks a second where tenants are many, whatever goes through their endpoints.
        builder.environment().put("WAYPOST_HEALTH_PROBE_ENABLED", "false");
        var stack = new SplitStack(data, builder.start());
        while (!Files.readString(said).contains("waypost is ready in")) {
            if (!stack.up.isAlive()) {
                throw new IllegalStateException("the suite did not start:\n" + Files.readString(said));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        stack.cluster.open();
        stack.cluster.age();
        return stack;
    }

    public int webhookPort() {
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

    public Connection store() throws SQLException {
        return DriverManager.getConnection(STORE, "waypost", "");
    }

    /// To be called after the warm-up: from here on the store does nothing for the first time.
    public void settle() throws SQLException {
        cluster.settle();
    }

    /// Days of a table that are gone by, for a load whose clock is behind.
    void days(String table, LocalDate from, LocalDate to) throws SQLException {
        cluster.days(table, from, to);
    }

    Spent spent() throws IOException {
        long others = 0;
        for (String part : OTHERS) {
            others += of(part);
        }
        return new Spent(of("ingress"), of("postgres"), others, transactions());
    }

    private long transactions() {
        try (Connection connection = store();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = 'waypost'")) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL does not tell its transactions", e);
        }
    }

    /// Where send-service is called.
    public int sendPort() {
        return 9102 + OFFSET;
    }

    public String adminKey() {
        return ADMIN;
    }

    /// CPU time of one part and of what it started, in nanoseconds.
    public long of(String part) throws IOException {
        return Cpu.ofTree(pid(part));
    }

    /// Bytes of the objects that a part holds, after a full collection.
    public long liveHeap(String part) throws IOException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process asked = new ProcessBuilder(jcmd.toString(), Long.toString(pid(part)), "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String said = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        var total = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)").matcher(said);
        if (!total.find()) {
            throw new IllegalStateException("no histogram of " + part + ": " + said);
        }
        return Long.parseLong(total.group(1));
    }

    private long pid(String part) throws IOException {
        return Long.parseLong(
                Files.readString(data.resolve("data/pids/" + part + ".pid")).strip());
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
        forget(data);
    }

    /// A long measurement leaves gigabytes behind.
    private static void forget(Path folder) {
        try (var all = Files.walk(folder)) {
            for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(one);
            }
        } catch (IOException e) {
            System.err.println(folder + " is left behind: " + e);
        }
    }
}
