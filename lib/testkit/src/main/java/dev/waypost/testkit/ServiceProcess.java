package dev.waypost.testkit;

import dev.waypost.platform.boot.Running;
import dev.waypost.platform.boot.Service;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;

/// A service in a process of its own, which can be killed and paused as the kernel does it.
public final class ServiceProcess implements AutoCloseable {
    private static final String READY = "process is ready on ";

    private final Process process;
    private final int grpcPort;

    private ServiceProcess(Process process, int grpcPort) {
        this.process = process;
        this.grpcPort = grpcPort;
    }

    /// Answers once it works; `overrides` win over the settings of every test.
    public static ServiceProcess start(String name, Map<String, Object> overrides) {
        Map<String, Object> settings = ServiceUnderTest.settings(name);
        settings.putAll(overrides);
        var written = new Properties();
        settings.forEach((key, value) -> written.setProperty(key, value.toString()));
        try {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            ServiceProcess.class.getName(),
                            name)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (var out = process.getOutputStream()) {
                written.store(out, null);
            }
            BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
            String line = said.readLine();
            while (line != null && !line.startsWith(READY)) {
                line = said.readLine();
            }
            if (line == null) {
                throw new IllegalStateException("the process ended by itself");
            }
            // What it says from here on must not fill the pipe.
            Thread.ofVirtual().start(() -> said.lines().forEach(rest -> {}));
            return new ServiceProcess(process, Integer.parseInt(line.substring(READY.length())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What `waypost.peers.<name>` of another service takes.
    public String grpcAddress() {
        return "127.0.0.1:" + grpcPort;
    }

    public long pid() {
        return process.pid();
    }

    /// Stops it with SIGSTOP: nothing of it runs, and it does not know.
    public void pause() {
        signal("STOP");
    }

    public void resume() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            int code = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new IllegalStateException("kill -" + name + " ended with " + code);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Ends it with SIGKILL: nothing of it runs any more when this returns.
    @Override
    public void close() {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Reads its settings from standard input and works until it is killed, or the test is.
    public static void main(String[] arguments) throws Exception {
        var read = new Properties();
        read.load(System.in);
        var settings = new HashMap<String, Object>();
        read.stringPropertyNames().forEach(key -> settings.put(key, read.getProperty(key)));
        ProcessHandle.current()
                .parent()
                .ifPresent(
                        test -> test.onExit().thenRun(() -> Runtime.getRuntime().halt(1)));
        Running running = Service.start(arguments[0], settings);
        System.out.println(READY + running.grpcPort());
        new CountDownLatch(1).await();
    }
}
