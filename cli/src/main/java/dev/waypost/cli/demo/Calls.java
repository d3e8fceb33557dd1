package dev.waypost.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.function.Predicate;

/// What the demo asks of one HTTP server: JSON in, JSON out.
final class Calls implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    private final HttpClient http = HttpClient.newHttpClient();
    private final String base;
    private final Map<String, String> headers;

    Calls(String base, Map<String, String> headers) {
        this.base = base;
        this.headers = headers;
    }

    JsonNode get(String path) {
        return call("GET", path, "", Map.of());
    }

    JsonNode post(String path, String body) {
        return call("POST", path, body, Map.of());
    }

    JsonNode put(String path, String body) {
        return call("PUT", path, body, Map.of());
    }

    JsonNode post(String path, String body, Map<String, String> more) {
        return call("POST", path, body, more);
    }

    /// Asks again and again until the answer is as wished.
    JsonNode until(String path, String wish, Predicate<JsonNode> fulfilled) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            JsonNode answer = get(path);
            if (fulfilled.test(answer)) {
                return answer;
            }
            if (System.nanoTime() - end > 0) {
                throw new DemoFailed(
                        "%s: still not %s after %d s: %s".formatted(path, wish, PATIENCE.toSeconds(), answer));
            }
            pause();
        }
    }

    // Nothing tells a newcomer's terminal of a change: it looks.
    private static void pause() {
        try {
            Thread.sleep(BETWEEN_LOOKS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoFailed("stopped");
        }
    }

    private JsonNode call(String method, String path, String body, Map<String, String> more) {
        var request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(Duration.ofSeconds(30))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .header("Content-Type", "application/json");
        headers.forEach(request::header);
        more.forEach(request::header);
        try {
            HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() >= 300) {
                throw new DemoFailed("%s %s: %d %s".formatted(method, path, answer.statusCode(), answer.body()));
            }
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + base + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoFailed("stopped");
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
