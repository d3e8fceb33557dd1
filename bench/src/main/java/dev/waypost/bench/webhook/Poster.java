package dev.waypost.bench.webhook;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Posts webhooks that the load tool cannot make.
final class Poster implements AutoCloseable {
    private static final int THREADS = 32;

    /// @param header that holds the signature
    record Letter(byte[] body, String header, String signature) {}

    /// @param nanos how long each answer took, in no order
    record Posted(int accepted, double seconds, long[] nanos) {
        double millis(double share) {
            long[] sorted = nanos.clone();
            Arrays.sort(sorted);
            return sorted[(int) ((sorted.length - 1) * share)] / 1e6;
        }
    }

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI uri;
    private final IntFunction<Letter> letters;

    /// @param letters the webhook of each turn
    Poster(int port, String path, IntFunction<Letter> letters) {
        this.uri = URI.create("http://127.0.0.1:" + port + path);
        this.letters = letters;
    }

    /// Posts so many, as fast as they are answered.
    Posted post(int webhooks) throws InterruptedException {
        return post(webhooks, 0);
    }

    /// @param perSecond of all; 0 for as many as get answered
    Posted post(int webhooks, int perSecond) throws InterruptedException {
        var next = new AtomicInteger();
        var accepted = new AtomicInteger();
        var nanos = new long[webhooks];
        long start = System.nanoTime();
        var threads = new Thread[THREADS];
        for (int i = 0; i < THREADS; i++) {
            threads[i] = Thread.ofVirtual().start(() -> {
                for (int turn = next.getAndIncrement(); turn < webhooks; turn = next.getAndIncrement()) {
                    if (perSecond > 0) {
                        LockSupport.parkNanos(start + turn * 1_000_000_000L / perSecond - System.nanoTime());
                    }
                    long begun = System.nanoTime();
                    if (postOne(letters.apply(turn)) == 200) {
                        accepted.incrementAndGet();
                    }
                    nanos[turn] = System.nanoTime() - begun;
                }
            });
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return new Posted(accepted.get(), (System.nanoTime() - start) / 1e9, nanos);
    }

    private int postOne(Letter letter) {
        try {
            return http.send(
                            HttpRequest.newBuilder(uri)
                                    .header("Content-Type", "application/json")
                                    .header(letter.header(), letter.signature())
                                    .POST(HttpRequest.BodyPublishers.ofByteArray(letter.body()))
                                    .build(),
                            BodyHandlers.discarding())
                    .statusCode();
        } catch (Exception e) {
            return 0;
        }
    }

    /// A message to a number that the load tool does not write to.
    static Letter ofMeta(int number) {
        long user = 971_600_000_000L + ThreadLocalRandom.current().nextInt(10_000_000);
        String id = Long.toUnsignedString(ThreadLocalRandom.current().nextLong(), 36);
        return ofMeta(
                """
                {"object":"whatsapp_business_account","entry":[{"id":"%s","changes":[{"value":{"messaging_product":"whatsapp",\
                "metadata":{"display_phone_number":"15550000001","phone_number_id":"%s"},"contacts":[{"profile":{"name":"Customer"},\
                "wa_id":"%d"}],"messages":[{"from":"%d","id":"wamid.B%s","timestamp":"1790000000","text":{"body":"%s"},"type":"text"}]},\
                "field":"messages"}]}]}""".formatted(HubScene.account(number), HubScene.phoneNumber(number), user, user, id, "x".repeat(500)));
    }

    /// Signed by the app that all numbers of the bench belong to.
    static Letter ofMeta(String json) {
        return signed(json, "X-Hub-Signature-256", "sha256=", "HmacSHA256");
    }

    /// A message to a number of a WAHA server, whose id holds the time of sending.
    static Letter ofWaha(long sequence, long user, String text) {
        return signed("""
                {"event":"message","session":"default","payload":{"id":"wamid.T%020d.%012d","from":"%d@c.us","body":"%s"}}""".formatted(System.nanoTime(), sequence, user, text), "X-Webhook-Hmac", "", "HmacSHA512");
    }

    private static Letter signed(String text, String header, String before, String algorithm) {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(LoadTools.APP_SECRET.getBytes(StandardCharsets.UTF_8), algorithm));
            return new Letter(body, header, before + HexFormat.of().formatHex(mac.doFinal(body)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(algorithm + " is part of every JDK", e);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
