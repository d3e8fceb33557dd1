package dev.waypost.ingress;

import dev.waypost.embedded.Ports;
import dev.waypost.embedded.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A PostgreSQL of a test's own, which is killed, frozen and brought back, and a spool beside it.
final class StoreToKill implements AutoCloseable {
    private final Path folder;
    private PostgresServer postgres;

    StoreToKill(Path folder) throws Exception {
        this.folder = folder;
        // PostgreSQL may run as another user than we do.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        postgres = PostgresServer.start(folder.resolve("postgres"), Ports.anyFree(), PostgresServer.Durability.DURABLE);
    }

    Map<String, Object> settings() {
        return new HashMap<>(Map.of("waypost.db.url", postgres.jdbcUrl(), "waypost.db.connect-timeout", "1s"));
    }

    Map<String, Object> spooled() {
        Map<String, Object> settings = settings();
        settings.put("waypost.ingress.spool.folder", folder.resolve("spool").toString());
        settings.put("waypost.ingress.spool.store-timeout", "1s");
        return settings;
    }

    boolean spoolIsEmpty() throws IOException {
        return files(".spool") == 0;
    }

    /// Files of that sort in the spool.
    long files(String ending) throws IOException {
        try (var files = Files.list(folder.resolve("spool"))) {
            return files.filter(file -> file.toString().endsWith(ending)).count();
        }
    }

    /// The server and all it started.
    void kill() {
        List<ProcessHandle> all = processes();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(each -> each.onExit().join());
    }

    void again() throws Exception {
        postgres = PostgresServer.start(folder.resolve("postgres"), postgres.port(), PostgresServer.Durability.DURABLE);
    }

    void signal(String name) throws Exception {
        for (ProcessHandle each : processes()) {
            new ProcessBuilder("kill", "-" + name, String.valueOf(each.pid()))
                    .start()
                    .waitFor();
        }
    }

    private List<ProcessHandle> processes() {
        ProcessHandle server = ProcessHandle.of(postgres.pid()).orElseThrow();
        return Stream.concat(Stream.of(server), server.descendants()).toList();
    }

    @Override
    public void close() {
        postgres.close();
    }
}
