package dev.waypost.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waypost.platform.log.Masked;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `waypost tail`: what comes in and what becomes of messages, while it happens.
@Command(
        name = "tail",
        description =
                "Show live what comes in and what becomes of messages, until Ctrl-C. As JSON: one object per line.",
        mixinStandardHelpOptions = true)
public final class TailCommand extends Asking {
    @Option(names = "--tenant", paramLabel = "TENANT", required = true, description = "Whose.")
    String tenantId = "";

    @Option(names = "--statuses", description = "Only what becomes of messages.")
    boolean statuses;

    @Option(names = "--events", description = "Only what comes in.")
    boolean events;

    @Option(names = "--message", paramLabel = "ID", description = "Only these messages; several times.")
    List<String> messages = List.of();

    @Option(
            names = "--for",
            paramLabel = "TIME",
            defaultValue = "",
            description = "Stop after so long, as 30s or 10m; exit code 0.")
    String span = "";

    @Override
    void ask(Remote remote) {
        Duration longest = span.isEmpty() ? Duration.ofDays(3650) : When.span("--for", span);
        boolean both = statuses == events && messages.isEmpty();
        var over = new CountDownLatch(1);
        var stopped = new AtomicBoolean();
        var failure = new AtomicReference<@Nullable RuntimeException>();
        if (both || statuses || !messages.isEmpty()) {
            var stream = new StatusStream(remote, tenantId, messages, this::changed, line -> noted(stopped, line));
            Thread.ofVirtual().start(() -> guarded(stream::run, failure, over));
        }
        if (both || events) {
            var feed = new EventFeed(remote, tenantId, this::came, line -> noted(stopped, line));
            Thread.ofVirtual().start(() -> guarded(feed::run, failure, over));
        }
        if (isTable()) {
            note("live from " + tenantId + "; Ctrl-C ends it");
        }
        try {
            if (!over.await(longest.toSeconds(), TimeUnit.SECONDS)) {
                // What breaks from here on is our own leaving.
                stopped.set(true);
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RemoteFailure(ExitCode.INTERRUPTED, "interrupted");
        }
        @Nullable RuntimeException problem = failure.get();
        if (problem != null) {
            throw problem;
        }
    }

    private void noted(AtomicBoolean stopped, String line) {
        if (!stopped.get()) {
            note(line);
        }
    }

    private static void guarded(
            Runnable work, AtomicReference<@Nullable RuntimeException> failure, CountDownLatch over) {
        try {
            work.run();
        } catch (RuntimeException e) {
            failure.compareAndSet(null, e);
        } finally {
            over.countDown();
        }
    }

    private void changed(JsonNode message) {
        print(
                "status",
                message,
                message.path("updatedAt").asText(),
                message.path("state").asText(),
                message.path("messageId").asText(),
                message.path("to").asText(),
                message.at("/failure/reason").asText());
    }

    private void came(JsonNode event) {
        print(
                "event",
                event,
                event.path("receiveTime").asText(),
                event.path("kind").asText(),
                event.path("eventId").asText(),
                event.path("user").asText(),
                "");
    }

    /// Two threads tell; a line stays whole.
    private synchronized void print(
            String what, JsonNode item, String time, String state, String id, String phone, String more) {
        if (!isTable()) {
            ObjectNode line = Remote.JSON.createObjectNode().put("type", what);
            line.setAll((ObjectNode) item);
            jsonLine(line);
            return;
        }
        String shown = full ? phone : Masked.phone(phone);
        say((Column.clock(time) + "  " + Cells.padded(what, 7) + Cells.padded(state, 12) + Cells.plain(id) + "  "
                        + Cells.plain(shown) + "  " + Cells.plain(more))
                .stripTrailing());
    }
}
