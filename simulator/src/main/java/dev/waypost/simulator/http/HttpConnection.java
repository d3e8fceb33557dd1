package dev.waypost.simulator.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/// One caller's connection: request after request until one side ends it.
final class HttpConnection implements Runnable {
    private static final Duration LONGEST_IDLE = Duration.ofMinutes(5);
    private static final int LONGEST_FAREWELL_MILLIS = 1000;
    private static final Map<Integer, String> PHRASES = Map.of(
            200,
            "OK",
            400,
            "Bad Request",
            401,
            "Unauthorized",
            404,
            "Not Found",
            500,
            "Internal Server Error",
            502,
            "Bad Gateway",
            503,
            "Service Unavailable");

    private final Socket socket;
    private final HttpHandler handler;
    private volatile boolean busy;
    private volatile boolean ending;

    HttpConnection(Socket socket, HttpHandler handler) {
        this.socket = socket;
        this.handler = handler;
    }

    @Override
    public void run() {
        try (socket) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) LONGEST_IDLE.toMillis());
            InputStream in = new BufferedInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            HttpReader reader = new HttpReader(in, out);
            boolean more = true;
            while (more && !ending) {
                more = serve(reader, in, out);
                busy = false;
            }
        } catch (IOException e) {
            // The caller is gone, which is the caller's right.
        }
    }

    /// Ends at once when idle, otherwise after the answer in progress.
    void end() {
        ending = true;
        if (!busy) {
            cut();
        }
    }

    void cut() {
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed either way.
        }
    }

    private boolean serve(HttpReader reader, InputStream in, OutputStream out) throws IOException {
        HttpReader.Read read;
        try {
            read = reader.next();
        } catch (HttpReader.Unreadable e) {
            write(out, HttpAnswer.error(e.status, String.valueOf(e.getMessage())), false, false);
            // Closing with unread bytes resets the connection, and the caller would lose our answer.
            socket.shutdownOutput();
            socket.setSoTimeout(LONGEST_FAREWELL_MILLIS);
            for (int drained = 0; drained < 4 * HttpReader.MOST_BODY && in.read() >= 0; drained++) {
                // Drained, not looked at.
            }
            return false;
        }
        if (read == null) {
            return false;
        }
        busy = true;
        boolean keep = read.keepAlive() && !ending;
        return switch (answered(read.request())) {
            case HttpAnswer.Sent sent -> {
                write(out, sent, keep, read.request().method().equals("HEAD"));
                yield keep;
            }
            case HttpAnswer.Brief brief -> {
                write(out, brief.answer(), keep, read.request().method().equals("HEAD"));
                socket.setSoTimeout(Math.max(1, brief.idleMillis()));
                yield keep;
            }
            case HttpAnswer.Reset() -> {
                socket.setSoLinger(true, 0);
                yield false;
            }
            case HttpAnswer.Hang() -> {
                busy = false;
                while (in.read() >= 0) {
                    // Whatever else the caller sends: silence.
                }
                yield false;
            }
        };
    }

    private HttpAnswer answered(HttpRequest request) {
        try {
            return handler.answer(request);
        } catch (BadInput e) {
            return HttpAnswer.error(400, e.line());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return HttpAnswer.error(503, "the simulator is stopping");
        } catch (RuntimeException e) {
            e.printStackTrace();
            return HttpAnswer.error(500, "the simulator failed: " + e.getClass().getSimpleName());
        }
    }

    private static void write(OutputStream out, HttpAnswer.Sent answer, boolean keep, boolean headOnly)
            throws IOException {
        StringBuilder head = new StringBuilder(256)
                .append("HTTP/1.1 ")
                .append(answer.status())
                .append(' ')
                .append(PHRASES.getOrDefault(answer.status(), "Status"))
                .append("\r\n");
        answer.headers()
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append("\r\n"));
        boolean bodiless = answer.status() == 204 || answer.status() == 304;
        if (!bodiless) {
            head.append("Content-Length: ").append(answer.body().length).append("\r\n");
        }
        head.append(keep ? "\r\n" : "Connection: close\r\n\r\n");
        // One write per answer: head and body apart would meet delayed acknowledgements.
        ByteArrayOutputStream whole = new ByteArrayOutputStream(head.length() + answer.body().length);
        whole.writeBytes(head.toString().getBytes(StandardCharsets.ISO_8859_1));
        if (!headOnly && !bodiless) {
            whole.writeBytes(answer.body());
        }
        whole.writeTo(out);
        out.flush();
    }
}
