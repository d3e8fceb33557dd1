package dev.waypost.simulator.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// A small HTTP/1.1 server: one virtual thread per connection, no TLS.
///
/// Hand-made because a fault plan must be able to do what servers take care never to do: hang, and reset.
public final class HttpListener implements AutoCloseable {
    private static final int MOST_CONNECTIONS = 8192;
    private static final Duration LONGEST_GOODBYE = Duration.ofSeconds(2);

    private final ServerSocket server;
    private final HttpHandler handler;
    private final Semaphore room = new Semaphore(MOST_CONNECTIONS);
    private final Set<HttpConnection> connections = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private HttpListener(ServerSocket server, HttpHandler handler) {
        this.server = server;
        this.handler = handler;
    }

    /// Binds and serves; port 0 takes any free port.
    public static HttpListener start(String bind, int port, HttpHandler handler) throws IOException {
        ServerSocket server = new ServerSocket();
        try {
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress(InetAddress.getByName(bind), port), 1024);
        } catch (IOException e) {
            server.close();
            throw e;
        }
        HttpListener listener = new HttpListener(server, handler);
        Thread.ofVirtual().name("simulator-accept").start(listener::accept);
        return listener;
    }

    public int port() {
        return server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                room.acquire();
                serve(server.accept());
            } catch (IOException e) {
                // Closed, or a caller that left before it was let in: the loop's condition knows which.
                room.release();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        HttpConnection connection = new HttpConnection(socket, handler);
        connections.add(connection);
        threads.execute(() -> {
            try {
                connection.run();
            } finally {
                connections.remove(connection);
                room.release();
            }
        });
    }

    /// Answers what is in progress, then ends every connection.
    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            // It is closed either way.
        }
        connections.forEach(HttpConnection::end);
        threads.shutdown();
        try {
            if (!threads.awaitTermination(LONGEST_GOODBYE.toMillis(), TimeUnit.MILLISECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        connections.forEach(HttpConnection::cut);
    }
}
