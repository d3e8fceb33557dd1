package dev.waypost.simulator.meta;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waypost.simulator.http.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;

/// Posts signed webhooks and repeats, ever more slowly, what was not answered with exactly 200.
public final class WebhookSender implements AutoCloseable {
    private static final int MOST_IN_FLIGHT = 256;
    private static final int MOST_PENDING = 50_000;
    private static final int NO_ANSWER = 0;

    private final MetaAccounts accounts;
    private final WebhookSettings settings;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final HttpClient client;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore inFlight = new Semaphore(MOST_IN_FLIGHT);
    private final AtomicInteger pending = new AtomicInteger();
    private volatile Tally tally = new Tally();

    public WebhookSender(MetaAccounts accounts, WebhookSettings settings, InstantSource clock, RandomGenerator random) {
        this.accounts = accounts;
        this.settings = settings;
        this.clock = clock;
        this.random = random;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(settings.timeout())
                .executor(threads)
                .build();
    }

    /// What became of the webhooks of one world, until it is forgotten; a webhook belongs to the one it was made in.
    static final class Tally {
        private final LongAdder attempts = new LongAdder();
        private final LongAdder delivered = new LongAdder();
        private final LongAdder dropped = new LongAdder();
        private final LongAdder gaveUp = new LongAdder();

        private Tally() {}
    }

    /// A piece of work that may sleep between its webhooks.
    @FunctionalInterface
    interface Story {
        void tell() throws InterruptedException;
    }

    /// Runs a story on a thread of its own; beyond the bound it is dropped and counted.
    void start(Story story) {
        if (pending.incrementAndGet() > MOST_PENDING) {
            pending.decrementAndGet();
            tally.dropped.increment();
            return;
        }
        try {
            threads.execute(() -> {
                try {
                    story.tell();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                } finally {
                    pending.decrementAndGet();
                }
            });
        } catch (RejectedExecutionException e) {
            pending.decrementAndGet();
        }
    }

    Tally tally() {
        return tally;
    }

    /// Posts once, now; a failure is repeated in the background, so that it holds up nothing behind it.
    ///
    /// @param made the tally of the world in which this webhook came to be; nothing is sent once that was forgotten
    void post(String phoneNumberId, byte[] body, Tally made) throws InterruptedException {
        if (!attempt(phoneNumberId, body, made)) {
            start(() -> repeat(phoneNumberId, body, made));
        }
    }

    private void repeat(String phoneNumberId, byte[] body, Tally made) throws InterruptedException {
        Instant end = clock.instant().plus(settings.retryFor());
        Duration wait = Duration.ZERO;
        do {
            // A virtual thread of its own: the pause between two tries holds up nobody.
            Thread.sleep(wait);
            if (attempt(phoneNumberId, body, made)) {
                return;
            }
            Duration next = wait.isZero() ? settings.retryFirst() : wait.multipliedBy(2);
            wait = next.compareTo(settings.retryMost()) > 0 ? settings.retryMost() : next;
            wait = wait.plusMillis((long) (wait.toMillis() * 0.2 * random.nextDouble()));
        } while (clock.instant().plus(wait).isBefore(end));
        made.gaveUp.increment();
    }

    /// Whether nothing is left to do. The account is looked up each time: its URL and secret may have changed.
    private boolean attempt(String phoneNumberId, byte[] body, Tally made) throws InterruptedException {
        MetaAccount account = accounts.find(phoneNumberId).orElse(null);
        URI url = account == null ? null : account.webhookUrl();
        if (account == null || url == null || made != tally) {
            return true;
        }
        inFlight.acquire();
        try {
            made.attempts.increment();
            boolean taken = status(url, account.appSecret(), body) == 200;
            if (taken) {
                made.delivered.increment();
            }
            return taken;
        } finally {
            inFlight.release();
        }
    }

    private int status(URI url, String appSecret, byte[] body) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(url)
                .timeout(settings.timeout())
                .header("Content-Type", "application/json")
                .header("User-Agent", "facebookexternalua")
                .header("X-Hub-Signature-256", Signature.of(appSecret, body))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            return NO_ANSWER;
        }
    }

    public ObjectNode show() {
        Tally now = tally;
        return Json.object()
                .put("pending", pending.get())
                .put("attempts", now.attempts.sum())
                .put("delivered", now.delivered.sum())
                .put("dropped", now.dropped.sum())
                .put("gaveUp", now.gaveUp.sum());
    }

    /// Forgets what is pending: it is not sent any more.
    public void clear() {
        tally = new Tally();
    }

    @Override
    public void close() {
        threads.shutdownNow();
        client.shutdownNow();
    }
}
