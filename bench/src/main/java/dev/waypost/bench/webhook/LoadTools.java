package dev.waypost.bench.webhook;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/// The load generator and the sink: two programs in a folder, which the measured service does not know.
///
/// `load` posts signed webhooks whose message ids hold the time of sending and prints one JSON object; `sink` answers
/// every POST with 200 and tells at `/__stats` how many came, which came twice, and how old they were.
final class LoadTools implements AutoCloseable {
    static final String APP_SECRET = "app-secret-0123456789abcdef";
    /// What it posts says that it was written then, a second later for each thousand.
    static final LocalDate WRITTEN_FROM = LocalDate.of(2026, 9, 21);

    static final LocalDate WRITTEN_TO = WRITTEN_FROM.plusDays(3);
    static final int SINK_PORT = Integer.getInteger("bench.sink-port", 7900);
    private static final String WHERE = "LOAD_TOOLS";

    /// A load that runs.
    record Running(Process process) {
        Json answer() throws IOException, InterruptedException {
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException("the load failed: " + said);
            }
            return new Json(said);
        }
    }

    private final HttpClient http = HttpClient.newHttpClient();
    private final Path folder;
    private Process sink;
    private long sequence = System.currentTimeMillis() / 100 % 10_000_000;

    LoadTools() throws IOException {
        String told = System.getenv().getOrDefault(WHERE, "");
        this.folder = Path.of(told);
        if (told.isEmpty()
                || !Files.isExecutable(folder.resolve("load"))
                || !Files.isExecutable(folder.resolve("sink"))) {
            throw new IllegalArgumentException(
                    WHERE + ": value: '" + told + "' (expected: the folder that holds the programs load and sink)");
        }
        sink = startSink();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> sink.destroyForcibly()));
    }

    private Process startSink() throws IOException {
        return new ProcessBuilder(folder.resolve("sink").toString(), Integer.toString(SINK_PORT))
                .inheritIO()
                .start();
    }

    /// Projects do not answer from now on: their connections are refused.
    void sinkAway() throws InterruptedException {
        sink.destroyForcibly().waitFor();
    }

    void sinkBack() throws IOException {
        sink = startSink();
    }

    Running post(int port, List<String> options) throws IOException {
        var command = new ArrayList<>(List.of(
                folder.resolve("load").toString(),
                "-p",
                Integer.toString(port),
                "-m",
                "webhook",
                "-S",
                APP_SECRET,
                "-q",
                Long.toString(sequence)));
        command.addAll(options);
        // No two runs share a message id: a repeat would be dropped as one.
        sequence += 10_000_000;
        return new Running(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    void forget() throws IOException, InterruptedException {
        sink("/__reset");
    }

    Json arrived() throws IOException, InterruptedException {
        return sink("/__stats");
    }

    private Json sink(String path) throws IOException, InterruptedException {
        return new Json(http.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + SINK_PORT + path))
                                .build(),
                        BodyHandlers.ofString())
                .body());
    }

    @Override
    public void close() {
        sink.destroyForcibly();
        http.close();
    }
}
