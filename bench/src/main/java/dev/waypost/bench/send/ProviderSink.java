package dev.waypost.bench.send;

import dev.waypost.bench.webhook.Receipts;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Takes every message as Meta would, and remembers how old it was and whether it came before, by the mark in its text.
final class ProviderSink implements AutoCloseable {
    /// The endpoints of the bench's tenants point here.
    static final int PORT = Integer.getInteger("bench.sink-port", 7900);

    private static final int MOST = 10_000_000;
    private static final String NUMBER = """
            {"id":"1","display_phone_number":"+1 555","verified_name":"Salon","status":"CONNECTED","quality_rating":"GREEN",\
            "throughput":{"level":"%s"}}""";

    private final ServerSocket server;
    private final Set<String> slow = ConcurrentHashMap.newKeySet();
    private final AtomicLong all = new AtomicLong();
    private final AtomicInteger recorded = new AtomicInteger();
    private final int[] micros = new int[MOST];
    private final BitSet seen = new BitSet();
    private int twice;
    private volatile Duration pause = Duration.ZERO;
    private volatile @Nullable Receipts receipts;

    ProviderSink() throws IOException {
        server = new ServerSocket();
        server.setReuseAddress(true);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT), 1024);
        Thread.ofVirtual().start(this::accept);
    }

    /// A number that Meta has not raised: 80 messages a second.
    void standard(String phoneNumberId) {
        slow.add(phoneNumberId);
    }

    void answerAfter(Duration wait) {
        pause = wait;
    }

    /// From now on whoever sent a message is told what became of it.
    void tell(Receipts those) {
        receipts = those;
    }

    /// Messages that came, unmarked ones included.
    long all() {
        return all.get();
    }

    int arrived() {
        return recorded.get();
    }

    synchronized int twice() {
        return twice;
    }

    synchronized void forget() {
        recorded.set(0);
        all.set(0);
        seen.clear();
        twice = 0;
    }

    /// Milliseconds from the caller to here.
    double percentile(double part) {
        int[] sorted = Arrays.copyOf(micros, Math.min(MOST, recorded.get()));
        Arrays.sort(sorted);
        return sorted.length == 0 ? 0 : sorted[(int) Math.min(sorted.length - 1, part * sorted.length)] / 1e3;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            var in = new BufferedInputStream(socket.getInputStream(), 4096);
            OutputStream out = socket.getOutputStream();
            for (String head = head(in); !head.isEmpty(); head = head(in)) {
                String body = new String(in.readNBytes(length(head)), StandardCharsets.UTF_8);
                out.write(answer(head, body).getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException gone) {
            // The caller closed an idle connection.
            return;
        }
    }

    private String answer(String head, String body) {
        String json;
        if (head.startsWith("GET")) {
            boolean standard = slow.stream().anyMatch(head::contains);
            json = NUMBER.formatted(standard ? "STANDARD" : "HIGH");
        } else {
            long number = record(body);
            if (pause.isPositive()) {
                LockSupport.parkNanos(pause.toNanos());
            }
            String id = "wamid.%d.%d".formatted(System.nanoTime(), number);
            Receipts told = receipts;
            if (told != null && head.contains("/messages ")) {
                told.of(before(head, "/messages "), id, value(body, "to"), value(body, "biz_opaque_callback_data"));
            }
            json = "{\"messaging_product\":\"whatsapp\",\"messages\":[{\"id\":\"%s\"}]}".formatted(id);
        }
        return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + json.length() + "\r\n\r\n"
                + json;
    }

    /// The part of the path that stands before this one.
    private static String before(String head, String part) {
        int end = head.indexOf(part);
        return head.substring(head.lastIndexOf('/', end - 1) + 1, end);
    }

    private static String value(String json, String key) {
        int from = json.indexOf('"', json.indexOf("\"" + key + "\":") + key.length() + 3) + 1;
        return json.substring(from, json.indexOf('"', from));
    }

    private long record(String body) {
        long count = all.incrementAndGet();
        Mark mark = Mark.in(body);
        if (mark == null) {
            return count;
        }
        int at = recorded.getAndIncrement();
        if (at < MOST) {
            micros[at] = (int) ((System.nanoTime() - mark.nanos()) / 1000);
        }
        synchronized (this) {
            if (seen.get(mark.number())) {
                twice++;
            }
            seen.set(mark.number());
        }
        return count;
    }

    private static String head(InputStream in) throws IOException {
        var head = new StringBuilder(400);
        int matched = 0;
        while (matched < 4) {
            int next = in.read();
            if (next < 0) {
                if (head.isEmpty()) {
                    return "";
                }
                throw new EOFException();
            }
            head.append((char) next);
            matched = next == (matched % 2 == 0 ? '\r' : '\n') ? matched + 1 : 0;
        }
        return head.toString();
    }

    private static int length(String head) {
        String name = "content-length:";
        for (int at = head.indexOf('\n'); at > 0; at = head.indexOf('\n', at + 1)) {
            if (head.regionMatches(true, at + 1, name, 0, name.length())) {
                int from = at + 1 + name.length();
                return Integer.parseInt(
                        head.substring(from, head.indexOf('\r', from)).strip());
            }
        }
        return 0;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
