package dev.waypost.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;

/// A real Redis on the loopback interface, our child for as long as this object is open.
public final class RedisServer implements AutoCloseable {
    static final String VERSION = "7.0.15";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ServerProcess process;
    private final int port;

    private RedisServer(ServerProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /// Starts on `folder` with what it held before, ending what an earlier run left behind.
    public static RedisServer start(Path folder, int port, boolean keep) {
        var data = folder.toAbsolutePath().normalize();
        var program = ServerBinaries.ofThisMachine().redis();
        Orphans.end("redis-server", data, Signal.TERM, Duration.ofSeconds(10));
        Ports.requireFree("Redis", port);
        try {
            Files.createDirectories(data);
            var config = data.resolve("redis.conf");
            Files.writeString(config, config(data, port, keep));
            Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rw-------"));
            var log = Files.createDirectories(data.resolveSibling("logs")).resolve("redis.log");
            var process = ServerProcess.start("Redis", List.of(program.toString(), config.toString()), data, log);
            process.awaitReady(PATIENCE, () -> answers(port));
            return new RedisServer(process, port);
        } catch (IOException e) {
            throw new StartRefused(
                    "the data directory " + data + " is not writable: " + e.getMessage()
                            + "; choose another with --data DIR",
                    e);
        }
    }

    private static String config(Path data, int port, boolean keep) {
        return """
            bind 127.0.0.1
            port %d
            dir "%s"
            appendonly %s
            appendfsync everysec
            save ""
            maxmemory 256mb
            maxmemory-policy allkeys-lru
            set-proc-title no
            """.formatted(port, data, keep ? "yes" : "no");
    }

    // PING fails with LOADING until the append-only file is read.
    private static boolean answers(int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            socket.setSoTimeout(1000);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII).equals("+PONG");
        } catch (IOException notYet) {
            return false;
        }
    }

    public int port() {
        return port;
    }

    public long pid() {
        return process.pid();
    }

    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    @Override
    public void close() {
        process.stop(Signal.TERM, Duration.ofSeconds(10));
    }
}
