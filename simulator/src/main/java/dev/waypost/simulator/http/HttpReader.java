package dev.waypost.simulator.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads HTTP/1.1 requests off a stream, within bounds.
final class HttpReader {
    static final int MOST_BODY = 4 * 1024 * 1024;
    private static final int MOST_LINE = 16 * 1024;
    private static final int MOST_HEADERS = 200;
    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final InputStream in;
    private final OutputStream out;

    HttpReader(InputStream in, OutputStream out) {
        this.in = in;
        this.out = out;
    }

    /// A request that cannot be read; after its answer the connection must end.
    static final class Unreadable extends IOException {
        private static final long serialVersionUID = 1;
        final int status;

        Unreadable(int status, String line) {
            super(line);
            this.status = status;
        }
    }

    record Read(HttpRequest request, boolean keepAlive) {}

    /// The next request, or null when the caller has closed its side between two requests.
    @Nullable
    Read next() throws IOException {
        String start = line(true);
        if (start == null) {
            return null;
        }
        String[] parts = start.split(" ", -1);
        if (parts.length != 3 || !parts[2].startsWith("HTTP/1.") || !parts[1].startsWith("/")) {
            throw new Unreadable(400, "request line: not HTTP/1.1 (expected: METHOD /path HTTP/1.1)");
        }
        List<HttpRequest.Header> headers = headers();
        int question = parts[1].indexOf('?');
        HttpRequest head = new HttpRequest(
                parts[0],
                question < 0 ? parts[1] : parts[1].substring(0, question),
                question < 0 ? "" : parts[1].substring(question + 1),
                headers,
                new byte[0]);
        String connection = head.header("Connection").orElse("");
        boolean keepAlive = parts[2].equals("HTTP/1.0")
                ? connection.equalsIgnoreCase("keep-alive")
                : !connection.equalsIgnoreCase("close");
        byte[] body = body(head);
        return new Read(new HttpRequest(head.method(), head.path(), head.query(), headers, body), keepAlive);
    }

    private List<HttpRequest.Header> headers() throws IOException {
        List<HttpRequest.Header> headers = new ArrayList<>();
        for (String line = needed(); !line.isEmpty(); line = needed()) {
            int colon = line.indexOf(':');
            if (colon <= 0 || headers.size() == MOST_HEADERS) {
                throw new Unreadable(
                        400, "headers: unreadable or more than " + MOST_HEADERS + " (expected: Name: value)");
            }
            headers.add(new HttpRequest.Header(
                    line.substring(0, colon), line.substring(colon + 1).strip()));
        }
        return List.copyOf(headers);
    }

    private byte[] body(HttpRequest head) throws IOException {
        String coding = head.header("Transfer-Encoding").orElse("");
        String length = head.header("Content-Length").orElse("");
        if (!coding.isEmpty() && !coding.equalsIgnoreCase("chunked")) {
            throw new Unreadable(501, "Transfer-Encoding: \"" + coding + "\" (expected: chunked)");
        }
        if (coding.isEmpty() && length.isEmpty()) {
            return new byte[0];
        }
        if (!coding.isEmpty() && !length.isEmpty()) {
            throw new Unreadable(400, "Content-Length: \"" + length + "\" (expected: none beside Transfer-Encoding)");
        }
        int size = coding.isEmpty() ? size(length, 10) : 0;
        if (head.header("Expect").orElse("").equalsIgnoreCase("100-continue")) {
            out.write(CONTINUE);
            out.flush();
        }
        return coding.isEmpty() ? exactly(size) : chunks();
    }

    private byte[] chunks() throws IOException {
        byte[] all = new byte[0];
        while (true) {
            String line = needed();
            int semicolon = line.indexOf(';');
            int size = size((semicolon < 0 ? line : line.substring(0, semicolon)).strip(), 16);
            if (size == 0) {
                headers();
                return all;
            }
            if (all.length + size > MOST_BODY) {
                throw tooLarge();
            }
            byte[] longer = new byte[all.length + size];
            System.arraycopy(all, 0, longer, 0, all.length);
            System.arraycopy(exactly(size), 0, longer, all.length, size);
            all = longer;
            if (!needed().isEmpty()) {
                throw new Unreadable(400, "chunk: longer than its size (expected: CRLF after the chunk)");
            }
        }
    }

    private static int size(String text, int radix) throws Unreadable {
        try {
            long size = Long.parseLong(text, radix);
            if (size > MOST_BODY) {
                throw tooLarge();
            }
            if (size >= 0) {
                return (int) size;
            }
        } catch (NumberFormatException e) {
            // told below, together with negative sizes
        }
        throw new Unreadable(400, "body size: \"" + text + "\" (expected: a whole number of bytes)");
    }

    private static Unreadable tooLarge() {
        return new Unreadable(413, "body: more than " + MOST_BODY + " bytes (expected: at most " + MOST_BODY + ")");
    }

    private byte[] exactly(int size) throws IOException {
        byte[] bytes = in.readNBytes(size);
        if (bytes.length < size) {
            throw new EOFException();
        }
        return bytes;
    }

    private String needed() throws IOException {
        String line = line(false);
        if (line == null) {
            throw new EOFException();
        }
        return line;
    }

    private @Nullable String line(boolean mayEnd) throws IOException {
        byte[] line = new byte[256];
        int length = 0;
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                if (mayEnd && length == 0) {
                    return null;
                }
                throw new EOFException();
            }
            if (length == MOST_LINE) {
                throw new Unreadable(431, "line: more than " + MOST_LINE + " bytes (expected: shorter)");
            }
            if (length == line.length) {
                line = Arrays.copyOf(line, length * 2);
            }
            line[length++] = (byte) next;
        }
        int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
        return new String(line, 0, end, StandardCharsets.ISO_8859_1);
    }
}
