package dev.waypost.platform.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A server that says exactly what a test wants to hear from a hostile or broken one.
final class ScriptedServer implements AutoCloseable {
    /// What happens on a connection once a request was read; false ends it.
    interface Script {
        boolean answer(Socket socket, String request) throws IOException, InterruptedException;
    }

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Script script;
    private final List<Socket> connections = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    ScriptedServer(Script script) throws IOException {
        this.script = script;
        Thread.ofVirtual().start(this::accept);
    }

    /// Says the same to everybody, and leaves the connection open.
    static ScriptedServer saying(String answer) throws IOException {
        return new ScriptedServer((socket, request) -> {
            say(socket, answer);
            return true;
        });
    }

    static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    URI url(String path) {
        return URI.create("http://127.0.0.1:" + server.getLocalPort() + path);
    }

    /// All that were opened, so far.
    int connections() {
        return connections.size();
    }

    /// Heads of the requests, in order.
    List<String> requests() {
        return requests;
    }

    void hangUp() throws IOException {
        for (Socket socket : connections) {
            socket.close();
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                connections.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            boolean more = true;
            while (more) {
                String request = read(socket.getInputStream());
                requests.add(request);
                more = script.answer(socket, request);
            }
        } catch (IOException | InterruptedException closed) {
            return;
        }
    }

    private static String read(InputStream in) throws IOException {
        var head = new ByteArrayOutputStream();
        String text = "";
        while (!text.endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("the caller hung up");
            }
            head.write(next);
            text = head.toString(StandardCharsets.ISO_8859_1);
        }
        String length = text.lines()
                .filter(line -> line.startsWith("Content-Length: "))
                .map(line -> line.substring(16))
                .findFirst()
                .orElse("0");
        in.readNBytes(Integer.parseInt(length));
        return text;
    }

    @Override
    public void close() throws IOException {
        server.close();
        hangUp();
    }
}
