package dev.waypost.bench.webhook;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/// Tells the suite what became of messages, as Meta does: each is sent, then delivered, then read, and every one of the
/// three is a webhook of its own on the path of all apps. The next one is told when the one before was answered 200.
public final class Receipts implements AutoCloseable {
    /// As Meta names them, in order.
    private static final String[] STATUSES = {"sent", "delivered", "read"};

    private static final int CONNECTIONS = 32;
    private static final int MOST = 10_000_000;

    /// @param number of the tenant whose number sent it
    private record Receipt(int number, String id, String to, String callback, int status) {}

    private final int port;
    private final LinkedBlockingQueue<Receipt> due = new LinkedBlockingQueue<>();
    private final AtomicLong open = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final int[] micros = new int[MOST];
    private int answered;
    private volatile boolean closed;

    public Receipts(SplitStack stack) {
        port = stack.webhookPort();
        for (int i = 0; i < CONNECTIONS; i++) {
            Thread.ofVirtual().start(this::tell);
        }
    }

    /// @param phoneNumberId that sent the message
    /// @param callback what came with the message, for its receipts
    public void of(String phoneNumberId, String id, String to, String callback) {
        open.addAndGet(STATUSES.length);
        due.add(new Receipt(HubScene.numberOf(phoneNumberId), id, to, callback, 0));
    }

    /// Receipts that are not answered yet.
    public long open() {
        return open.get();
    }

    public long refused() {
        return refused.get();
    }

    public synchronized int answered() {
        return answered;
    }

    public synchronized void forget() {
        answered = 0;
        refused.set(0);
    }

    /// Milliseconds until a receipt was answered.
    public synchronized double percentile(double part) {
        int[] sorted = Arrays.copyOf(micros, Math.min(MOST, answered));
        Arrays.sort(sorted);
        return sorted.length == 0 ? 0 : sorted[(int) Math.min(sorted.length - 1, part * sorted.length)] / 1e3;
    }

    private void tell() {
        while (!closed) {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setTcpNoDelay(true);
                tell(socket);
            } catch (InterruptedException | IOException gone) {
                // Of a connection that breaks the receipt is lost; the messages that are not read tell of it.
                System.err.println("a connection for receipts ended: " + gone);
            }
        }
    }

    private void tell(Socket socket) throws IOException, InterruptedException {
        var in = new BufferedInputStream(socket.getInputStream());
        while (!closed) {
            Receipt next = due.take();
            Poster.Letter letter = letter(next);
            long begun = System.nanoTime();
            socket.getOutputStream().write(request(letter));
            boolean taken = isOk(in);
            answered((int) ((System.nanoTime() - begun) / 1_000));
            if (!taken) {
                refused.incrementAndGet();
                due.add(next);
                continue;
            }
            if (next.status + 1 < STATUSES.length) {
                due.add(new Receipt(next.number, next.id, next.to, next.callback, next.status + 1));
            }
            open.decrementAndGet();
        }
    }

    private synchronized void answered(int took) {
        if (answered < MOST) {
            micros[answered] = took;
        }
        answered++;
    }

    private static byte[] request(Poster.Letter letter) {
        byte[] head = ("POST /meta/webhook HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                        + letter.header() + ": " + letter.signature() + "\r\nContent-Length: " + letter.body().length
                        + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] whole = Arrays.copyOf(head, head.length + letter.body().length);
        System.arraycopy(letter.body(), 0, whole, head.length, letter.body().length);
        return whole;
    }

    /// Reads an answer, whose body is empty where it is 200.
    private static boolean isOk(InputStream in) throws IOException {
        var head = new StringBuilder(64);
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("the listener closed the connection after: " + head);
            }
            head.append((char) next);
        }
        if (head.indexOf("HTTP/1.1 200") == 0) {
            return true;
        }
        String length = head.toString().replaceAll("(?is).*content-length: *(\\d+).*", "$1");
        in.skipNBytes(Integer.parseInt(length));
        return false;
    }

    private static Poster.Letter letter(Receipt receipt) {
        return Poster.ofMeta("""
                {"object":"whatsapp_business_account","entry":[{"id":"%s","changes":[{"value":{"messaging_product":"whatsapp",\
                "metadata":{"display_phone_number":"15550000001","phone_number_id":"%s"},"statuses":[{"id":"%s","status":"%s",\
                "timestamp":"%d","recipient_id":"%s","biz_opaque_callback_data":"%s"}]},"field":"messages"}]}]}""".formatted(
                        HubScene.accountOf(receipt.number),
                        HubScene.phoneNumber(receipt.number),
                        receipt.id,
                        STATUSES[receipt.status],
                        System.currentTimeMillis() / 1_000,
                        receipt.to,
                        receipt.callback));
    }

    @Override
    public void close() {
        closed = true;
    }
}
