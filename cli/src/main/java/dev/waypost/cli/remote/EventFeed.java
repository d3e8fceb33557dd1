package dev.waypost.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// What comes in for a tenant, looked at again and again: a subscription would take the events from the project that
/// they are for.
final class EventFeed {
    private static final Duration PAUSE = Duration.ofSeconds(1);
    /// An event can become readable after a later one: its transaction took longer.
    private static final Duration OVERLAP = Duration.ofSeconds(15);
    private static final int MOST_AT_ONCE = 10_000;
    private static final int REMEMBERED = 50_000;

    private final Remote remote;
    private final String tenantId;
    private final Consumer<JsonNode> came;
    private final Consumer<String> note;
    private final Map<String, Boolean> seen = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };

    EventFeed(Remote remote, String tenantId, Consumer<JsonNode> came, Consumer<String> note) {
        this.remote = remote;
        this.tenantId = tenantId;
        this.came = came;
        this.note = note;
    }

    /// Until what the service refuses it for.
    void run() {
        // What is there already is not live; times are the service's, whatever clock there is here.
        JsonNode newest = first(look("", 1));
        String since = newest.path("receiveTime").asText();
        remembered(look(since.isEmpty() ? "" : earlier(since), since.isEmpty() ? 1 : MOST_AT_ONCE));
        boolean lost = false;
        while (!Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(PAUSE.toNanos());
            try {
                List<JsonNode> fresh = new ArrayList<>(look(since.isEmpty() ? "" : earlier(since), MOST_AT_ONCE));
                if (lost) {
                    note.accept("connected again; nothing was passed over");
                    lost = false;
                }
                fresh.removeIf(event -> seen.containsKey(event.path("eventId").asText()));
                remembered(fresh);
                fresh.reversed().forEach(came);
                if (!fresh.isEmpty()) {
                    since = fresh.getFirst().path("receiveTime").asText();
                }
            } catch (RemoteFailure e) {
                if (e.exit() != ExitCode.NOT_NOW) {
                    throw e;
                }
                if (!lost) {
                    note.accept("no answer; going on from where it was");
                }
                lost = true;
            }
        }
    }

    private List<JsonNode> look(String from, int most) {
        return remote.list(
                Query.of("/api/whatsapp/events")
                        .with("tenantId", tenantId)
                        .with("pageSize", Math.min(most, 1000))
                        .with("from", from)
                        .toString(),
                most);
    }

    private void remembered(List<JsonNode> events) {
        events.forEach(event -> seen.put(event.path("eventId").asText(), true));
    }

    private static JsonNode first(List<JsonNode> events) {
        return events.isEmpty() ? Remote.JSON.missingNode() : events.getFirst();
    }

    private static String earlier(String time) {
        return Instant.parse(time).minus(OVERLAP).toString();
    }
}
