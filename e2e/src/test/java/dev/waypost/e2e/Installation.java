package dev.waypost.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/// A whole Waypost, started by the same command as a person's, in processes of its own.
final class Installation implements AutoCloseable {
    static final String ADMIN_KEY = "admin-key-for-the-scenario";
    private static final List<Integer> PORTS =
            List.of(8080, 8081, 8101, 8102, 8103, 8104, 8105, 8190, 9101, 9102, 9103, 9104, 15432, 16379);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration START = Duration.ofMinutes(3);
    /// What a script starts in its background ignores SIGINT, and so does every process below it; a JVM keeps it so.
    private static final List<String> HEARS_CTRL_C =
            System.getProperty("os.name").equals("Linux") ? List.of("env", "--default-signal=INT") : List.of();

    private final Process process;
    private final Path output;
    private final int offset;

    private Installation(Process process, Path output, int offset) {
        this.process = process;
        this.output = output;
        this.offset = offset;
    }

    /// Starts on a free range of ports; spans go to `otlpEndpoint`.
    static Installation up(Path data, String otlpEndpoint, String... options) {
        return up(data, otlpEndpoint, Map.of(), options);
    }

    /// The same, with settings of the environment.
    static Installation up(Path data, String otlpEndpoint, Map<String, String> environment, String... options) {
        var all = new HashMap<>(environment);
        all.put("WAYPOST_TELEMETRY_OTLP_ENDPOINT", otlpEndpoint);
        var installation = launch(data, freeOffset(), all, options);
        installation.awaitReady();
        return installation;
    }

    /// Starts on the ports of one that has ended.
    static Installation upAgain(Installation before, Path data, Map<String, String> environment) {
        var all = new HashMap<>(environment);
        all.put("WAYPOST_TELEMETRY_OTLP_ENDPOINT", "http://127.0.0.1:1");
        var installation = launch(data, before.offset, all);
        installation.awaitReady();
        return installation;
    }

    /// What `up` said when it refused to start, and that it ended by itself with an exit code that is not 0.
    static String refused(Path data, Map<String, String> environment, String... options) throws InterruptedException {
        var installation = launch(data, freeOffset(), environment, options);
        if (!installation.process.waitFor(START.toSeconds(), TimeUnit.SECONDS)) {
            installation.close();
            throw new IllegalStateException("it started:\n" + installation.text());
        }
        if (installation.process.exitValue() == 0) {
            throw new IllegalStateException("it ended as if all were well:\n" + installation.text());
        }
        for (int port : PORTS) {
            if (!isFree(installation.port(port))) {
                throw new IllegalStateException("something still listens on " + port + ":\n" + installation.text());
            }
        }
        return installation.text();
    }

    private static Installation launch(Path data, int offset, Map<String, String> environment, String... options) {
        var command = command("up", "--no-traces", "--port-offset", Integer.toString(offset));
        command.addAll(List.of("--data", data.toString(), "--admin-key", ADMIN_KEY));
        command.addAll(List.of(options));
        Path output = data.resolveSibling(data.getFileName() + ".out");
        try {
            var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
            builder.environment().putAll(environment);
            return new Installation(builder.start(), output, offset);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// How a person's launcher runs the program.
    private static List<String> command(String... words) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("@" + Path.of(System.getProperty("waypost.root"), "all-in-one", "jvm.options"));
        command.addAll(List.of("-cp", classPath(), "dev.waypost.cli.Waypost"));
        command.addAll(List.of(words));
        return command;
    }

    /// Writes a `waypost` into a folder that runs the same program as the launcher, without its build.
    static void launcher(Path folder) throws IOException {
        String words = command().stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
        Path launcher = Files.writeString(folder.resolve("waypost"), "#!/bin/sh\nexec " + words + " \"$@\"\n");
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /// The demo, from beginning to end: its exit code and what it said. Temporary folders go below `folder`.
    static Ended demo(Path folder) throws IOException, InterruptedException {
        var command = command("demo", "--once", "--no-traces", "--port-offset", Integer.toString(freeOffset()));
        command.add(1, "-Djava.io.tmpdir=" + folder);
        Path output = folder.resolve("demo.out");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(START.multipliedBy(2).toSeconds(), TimeUnit.SECONDS)) {
            process.destroy();
            throw new IllegalStateException("the demo does not end:\n" + Files.readString(output));
        }
        return new Ended(process.exitValue(), Files.readString(output));
    }

    /// A command that asks this installation: its exit code and what it said, errors included.
    Ended run(String... words) throws IOException, InterruptedException {
        Path output = Files.createTempFile(this.output.getParent(), "command", ".out");
        Process process = start(output, words);
        if (!process.waitFor(START.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException(String.join(" ", words) + " does not end:\n" + Files.readString(output));
        }
        return new Ended(process.exitValue(), Files.readString(output));
    }

    /// What a command said that must be done.
    String ok(String... words) throws IOException, InterruptedException {
        Ended ended = run(words);
        if (ended.exitCode() != 0) {
            throw new AssertionError(String.join(" ", words) + " ended with " + ended.exitCode() + "\n" + ended.said());
        }
        return ended.said();
    }

    JsonNode json(String... words) throws IOException, InterruptedException {
        return JSON.readTree(ok(
                Stream.concat(Stream.of(words), Stream.of("--output", "json")).toArray(String[]::new)));
    }

    /// The same, while it runs.
    Process start(Path output, String... words) throws IOException {
        var command = command(words);
        command.add(2, "-XX:TieredStopAtLevel=1");
        command.addAll(0, HEARS_CTRL_C);
        var builder = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(Map.of("WAYPOST_URL", console(), "WAYPOST_KEY", ADMIN_KEY));
        return builder.start();
    }

    record Ended(int exitCode, String said) {}

    private void awaitReady() {
        try {
            Awaitility.await("waypost is ready")
                    .atMost(START)
                    .until(() -> !process.isAlive() || said("waypost is ready in"));
        } finally {
            if (!said("waypost is ready in")) {
                process.destroyForcibly();
                System.out.println(text());
            }
        }
        if (!process.isAlive()) {
            throw new IllegalStateException("up ended by itself:\n" + text());
        }
    }

    private boolean said(String words) {
        return text().contains(words);
    }

    /// Everything it printed so far.
    String text() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Kills it and everything it started, as a power cut would.
    void kill() throws InterruptedException {
        List<ProcessHandle> all = process.descendants().toList();
        process.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
        process.waitFor();
    }

    /// Kills only the process that was started; its databases are left behind as orphans.
    void killParent() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    String console() {
        return at(8080);
    }

    String simulator() {
        return at(8190);
    }

    String webhooks() {
        return at(8081);
    }

    int port(int standard) {
        return standard + offset;
    }

    private String at(int port) {
        return "http://127.0.0.1:" + port(port);
    }

    /// Stops it as Ctrl-C does.
    @Override
    public void close() {
        process.destroy();
        try {
            if (process.isAlive() && !process.waitFor(60, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new IllegalStateException("it did not stop within a minute:\n" + text());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    /// An offset at which every port that `up` needs is free and below those that outgoing connections get.
    private static int freeOffset() {
        for (int attempt = 0; attempt < 100; attempt++) {
            int offset = ThreadLocalRandom.current().nextInt(1_000, 16_000);
            if (PORTS.stream().allMatch(port -> isFree(port + offset))) {
                return offset;
            }
        }
        throw new IllegalStateException("no free range of ports");
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port)) {
            return socket.getLocalPort() == port;
        } catch (IOException e) {
            return false;
        }
    }
}
