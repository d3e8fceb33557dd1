package dev.waypost.cli.remote;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// What becomes of a tenant's messages, as server-sent events. A stream that breaks goes on where it was.
final class StatusStream {
    private static final Duration BEFORE_AGAIN = Duration.ofSeconds(1);

    private final Remote remote;
    private final Query path;
    private final Consumer<JsonNode> changed;
    private final Consumer<String> note;
    private String cursor = "";

    StatusStream(
            Remote remote, String tenantId, List<String> messages, Consumer<JsonNode> changed, Consumer<String> note) {
        this.remote = remote;
        this.changed = changed;
        this.note = note;
        this.path = Query.of("/api/whatsapp/messages/watch").with("tenantId", tenantId);
        messages.forEach(id -> path.with("messageId", id));
    }

    /// Until what the service refuses it for.
    void run() {
        boolean connected = false;
        boolean lost = false;
        while (!Thread.currentThread().isInterrupted()) {
            Map<String, String> from = cursor.isEmpty() ? Map.of() : Map.of("Last-Event-ID", cursor);
            try (var answer = remote.open(path.toString(), 0, from).body();
                    var lines = new BufferedReader(new InputStreamReader(answer, StandardCharsets.UTF_8))) {
                if (lost) {
                    note.accept("connected again; nothing was passed over");
                }
                connected = true;
                lost = false;
                read(lines);
            } catch (IOException e) {
                // A first call that nobody answers is an address that is wrong, or nothing that runs.
                if (!connected) {
                    throw remote.unreachable(e);
                }
                if (!lost) {
                    note.accept("the connection broke; going on from where it was");
                }
                lost = true;
            } catch (RemoteFailure e) {
                if (!connected || e.exit() != ExitCode.NOT_NOW) {
                    throw e;
                }
                lost = true;
            }
            LockSupport.parkNanos(BEFORE_AGAIN.toNanos());
        }
    }

    private void read(BufferedReader lines) throws IOException {
        String event = "";
        String id = "";
        StringBuilder text = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("event:")) {
                event = line.substring("event:".length()).strip();
            } else if (line.startsWith("id:")) {
                id = line.substring("id:".length()).strip();
            } else if (line.startsWith("data:")) {
                text.append(line.substring("data:".length()).strip());
            } else if (line.isEmpty()) {
                if (event.equals("message")) {
                    tell(text.toString());
                }
                // Only what was told counts as seen.
                cursor = id.isEmpty() ? cursor : id;
                event = "";
                text.setLength(0);
            }
        }
    }

    private void tell(String text) {
        try {
            changed.accept(Remote.JSON.readTree(text));
        } catch (JsonProcessingException e) {
            throw new RemoteFailure(ExitCode.NOT_NOW, "what answers tells no messages; is --url right?");
        }
    }
}
