package dev.waypost.bench.webhook;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Posts webhooks of a number that the load tool does not write to.
final class Poster implements AutoCloseable {
    private static final int THREADS = 32;

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI uri;
    private final int number;

    Poster(int port, String path, int number) {
        this.uri = URI.create("http://127.0.0.1:" + port + path);
        this.number = number;
    }

    /// Posts so many, as fast as they are answered; says how many were accepted.
    int post(int webhooks) throws InterruptedException {
        return post(webhooks, 0);
    }

    /// @param perSecond of all; 0 for as many as get answered
    int post(int webhooks, int perSecond) throws InterruptedException {
        var next = new AtomicInteger();
        var accepted = new AtomicInteger();
        long start = System.nanoTime();
        var threads = new Thread[THREADS];
        for (int i = 0; i < THREADS; i++) {
            threads[i] = Thread.ofVirtual().start(() -> {
                for (int turn = next.getAndIncrement(); turn < webhooks; turn = next.getAndIncrement()) {
                    if (perSecond > 0) {
                        LockSupport.parkNanos(start + turn * 1_000_000_000L / perSecond - System.nanoTime());
                    }
                    if (postOne() == 200) {
                        accepted.incrementAndGet();
                    }
                }
            });
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return accepted.get();
    }

    private int postOne() {
        byte[] body = body();
        try {
            return http.send(
                            HttpRequest.newBuilder(uri)
                                    .header("Content-Type", "application/json")
                                    .header("X-Hub-Signature-256", "sha256=" + signature(body))
                                    .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                                    .build(),
                            BodyHandlers.discarding())
                    .statusCode();
        } catch (Exception e) {
            return 0;
        }
    }

    private byte[] body() {
        long user = 971_600_000_000L + ThreadLocalRandom.current().nextInt(10_000_000);
        String id = Long.toUnsignedString(ThreadLocalRandom.current().nextLong(), 36);
        return """
                {"object":"whatsapp_business_account","entry":[{"id":"%s","changes":[{"value":{"messaging_product":"whatsapp",\
                "metadata":{"display_phone_number":"15550000001","phone_number_id":"%s"},"contacts":[{"profile":{"name":"Customer"},\
                "wa_id":"%d"}],"messages":[{"from":"%d","id":"wamid.B%s","timestamp":"1790000000","text":{"body":"%s"},"type":"text"}]},\
                "field":"messages"}]}]}""".formatted(HubScene.account(number), HubScene.phoneNumber(number), user, user, id, "x".repeat(500))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String signature(byte[] body) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(LoadTools.APP_SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(body));
    }

    @Override
    public void close() {
        http.close();
    }
}
