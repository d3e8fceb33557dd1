package dev.waypost.testkit.browser;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/// The DevTools protocol over one socket: commands that are answered, and events.
final class DevTools implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PATIENCE_SECONDS = 60;

    /// One event of a session: its name and what it says.
    interface Listener extends BiConsumer<String, JsonNode> {}

    private final HttpClient client = HttpClient.newHttpClient();
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
    private final Map<String, List<Listener>> listeners = new ConcurrentHashMap<>();
    private final WebSocket socket;

    private DevTools(String address) {
        socket = client.newWebSocketBuilder()
                .buildAsync(URI.create(address), new Reader())
                .join();
    }

    static DevTools connect(String address) {
        return new DevTools(address);
    }

    void listen(String session, Listener listener) {
        listeners.computeIfAbsent(session, _ -> new CopyOnWriteArrayList<>()).add(listener);
    }

    /// @param session empty for the browser itself
    JsonNode call(String session, String method, Map<String, ?> parameters) {
        int id = ids.incrementAndGet();
        var answer = new CompletableFuture<JsonNode>();
        waiting.put(id, answer);
        ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
        message.set("params", JSON.valueToTree(parameters));
        if (!session.isEmpty()) {
            message.put("sessionId", session);
        }
        synchronized (socket) {
            socket.sendText(message.toString(), true).join();
        }
        JsonNode said = answer.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        if (said.has("error")) {
            throw new IllegalStateException(
                    method + ": " + said.path("error").path("message").asText());
        }
        return said.path("result");
    }

    @Override
    public void close() {
        socket.abort();
        client.shutdownNow();
    }

    private final class Reader implements WebSocket.Listener {
        private final StringBuilder parts = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
            parts.append(text);
            if (last) {
                String whole = parts.toString();
                parts.setLength(0);
                read(whole);
            }
            from.request(1);
            return CompletableFuture.completedFuture(null);
        }

        private void read(String whole) {
            try {
                JsonNode message = JSON.readTree(whole);
                if (message.has("id")) {
                    CompletableFuture<JsonNode> answer =
                            waiting.remove(message.path("id").asInt());
                    if (answer != null) {
                        answer.complete(message);
                    }
                } else {
                    listeners
                            .getOrDefault(message.path("sessionId").asText(), List.of())
                            .forEach(listener ->
                                    listener.accept(message.path("method").asText(), message.path("params")));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
