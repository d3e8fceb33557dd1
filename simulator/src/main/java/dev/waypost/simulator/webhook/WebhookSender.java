package dev.waypost.simulator.webhook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waypost.simulator.http.Json;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/// Posts webhooks and repeats what does not count as received, as patiently as the provider of each does.
public final class WebhookSender implements AutoCloseable {
    private static final int MOST_IN_FLIGHT = 256;
    private static final int MOST_PENDING = 50_000;
    private static final int NO_ANSWER = 0;
    private static final int DONE = -1;

    private final WebhookSettings settings;
    private final HttpClient client;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore inFlight = new Semaphore(MOST_IN_FLIGHT);
    private final AtomicInteger pending = new AtomicInteger();
    private volatile Tally tally = new Tally();

    public WebhookSender(WebhookSettings settings) {
        this.settings = settings;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(settings.timeout())
                .executor(threads)
                .build();
    }

    /// What became of the webhooks of one world, until it is forgotten; a webhook belongs to the one it was made in.
    public static final class Tally {
        private final LongAdder attempts = new LongAdder();
        private final LongAdder delivered = new LongAdder();
        private final LongAdder dropped = new LongAdder();
        private final LongAdder gaveUp = new LongAdder();

        private Tally() {}
    }

    /// A piece of work that may sleep between its webhooks.
    @FunctionalInterface
    public interface Story {
        void tell() throws InterruptedException;
    }

    /// Runs a story on a thread of its own; beyond the bound it is dropped and counted.
    public void start(Story story) {
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

    public Tally tally() {
        return tally;
    }

    /// Posts once, now; a failure is repeated in the background, so that it holds up nothing behind it.
    ///
    /// @param made the tally of the world in which this webhook came to be; nothing is sent once that was forgotten
    public void post(Subscriber subscriber, byte[] body, Tally made) throws InterruptedException {
        int status = attempt(subscriber, body, made);
        if (status != DONE) {
            start(() -> repeat(subscriber, body, made, status));
        }
    }

    private void repeat(Subscriber subscriber, byte[] body, Tally made, int first) throws InterruptedException {
        int status = first;
        for (int failures = 1; status != DONE; failures++) {
            Optional<Duration> wait = subscriber.again(failures, status);
            if (wait.isEmpty()) {
                made.gaveUp.increment();
                return;
            }
            // A virtual thread of its own: the pause between two tries holds up nobody.
            Thread.sleep(wait.get());
            status = attempt(subscriber, body, made);
        }
    }

    /// [#DONE] when nothing is left to do, else the status of an answer that does not count.
    private int attempt(Subscriber subscriber, byte[] body, Tally made) throws InterruptedException {
        Subscriber.Letter letter = subscriber.letter(body).orElse(null);
        if (letter == null || made != tally) {
            return DONE;
        }
        inFlight.acquire();
        try {
            made.attempts.increment();
            int status = status(letter, body);
            if (subscriber.taken(status)) {
                made.delivered.increment();
                return DONE;
            }
            return status;
        } finally {
            inFlight.release();
        }
    }

    private int status(Subscriber.Letter letter, byte[] body) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(letter.url())
                .timeout(settings.timeout())
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        letter.headers().forEach(request::header);
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
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
