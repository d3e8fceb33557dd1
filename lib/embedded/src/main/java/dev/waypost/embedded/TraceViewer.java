package dev.waypost.embedded;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Zipkin's own server as a child process on the loopback interface; it keeps traces in a bounded memory.
public final class TraceViewer implements AutoCloseable {
    private final ServerProcess process;
    private final int port;

    private TraceViewer(ServerProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /// Starts `jar` (zipkin-server's executable jar) and returns at once; `awaitReady` waits for its web pages.
    public static TraceViewer start(Path jar, Path folder, int port) {
        if (!Files.isRegularFile(jar)) {
            throw new StartRefused("the trace viewer " + jar + " is missing; run ./waypost build, or use --no-traces");
        }
        try {
            var data = Files.createDirectories(folder.toAbsolutePath().normalize());
            Orphans.end("java", data, Signal.TERM, Duration.ofSeconds(5));
            Ports.requireFree("trace viewer", port);
            var log = Files.createDirectories(data.resolveSibling("logs")).resolve("zipkin.log");
            return new TraceViewer(ServerProcess.start("the trace viewer", command(jar, port), data, log), port);
        } catch (IOException e) {
            throw new StartRefused("the data directory " + folder + " is not writable: " + e.getMessage(), e);
        }
    }

    private static List<String> command(Path jar, int port) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseCompactObjectHeaders",
                "-Dzipkin.storage.mem.max-spans=100000",
                "-jar",
                jar.toAbsolutePath().toString(),
                // server.address is not honoured: without these it listens on every interface.
                "--armeria.ports[0].ip=127.0.0.1",
                "--armeria.ports[0].port=" + port,
                "--armeria.ports[0].protocols[0]=http",
                "--zipkin.self-tracing.enabled=false");
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + port + "/zipkin/");
    }

    public URI spans() {
        return spans(port);
    }

    public static URI spans(int port) {
        return URI.create("http://127.0.0.1:" + port + "/api/v2/spans");
    }

    public long pid() {
        return process.pid();
    }

    public void awaitReady(Duration patience) {
        try (var client = HttpClient.newHttpClient()) {
            var health = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health"))
                    .timeout(Duration.ofSeconds(2))
                    .build();
            process.awaitReady(patience, () -> answers(client, health));
        }
    }

    private static boolean answers(HttpClient client, HttpRequest health) {
        try {
            return client.send(health, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        process.stop(Duration.ofSeconds(3));
    }
}
