package dev.waypost.config;

import dev.waypost.platform.boot.Service;
import dev.waypost.testkit.ServiceUnderTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;

/// config-service in a process of its own, which can be killed as the kernel kills.
public final class ConfigProcess {
    private static final String READY = "process is ready";

    private final Process process;

    private ConfigProcess(Process process) {
        this.process = process;
    }

    /// Answers once it works; `overrides` win over the settings of every test.
    public static ConfigProcess start(Map<String, Object> overrides) {
        Map<String, Object> settings = ServiceUnderTest.settings("config");
        settings.putAll(overrides);
        var written = new Properties();
        settings.forEach((key, value) -> written.setProperty(key, value.toString()));
        try {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:+UseSerialGC",
                            "-cp",
                            System.getProperty("java.class.path"),
                            ConfigProcess.class.getName())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (var out = process.getOutputStream()) {
                written.store(out, null);
            }
            BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
            String line = said.readLine();
            while (line != null && !line.equals(READY)) {
                line = said.readLine();
            }
            if (line == null) {
                throw new IllegalStateException("the process ended by itself");
            }
            // What it says from here on must not fill the pipe.
            Thread.ofVirtual().start(() -> said.lines().forEach(rest -> {}));
            return new ConfigProcess(process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Ends it with SIGKILL: nothing of it runs any more when this returns.
    public void kill() {
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
        Service.start("config", settings);
        System.out.println(READY);
        new CountDownLatch(1).await();
    }
}
