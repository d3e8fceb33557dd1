package dev.waypost.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/// Somebody who calls the HTTP faces, with one trace of their own around everything they do.
final class Caller implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    /// An answer and its body as JSON (missing when it is none).
    record Answer(int status, String text, JsonNode json) {
        String field(String name) {
            return json.path(name).asText();
        }
    }

    private final HttpClient client = HttpClient.newHttpClient();
    private final String traceId = hex(16);
    private final String traceparent = "00-" + traceId + "-" + hex(8) + "-01";

    String traceId() {
        return traceId;
    }

    String traceparent() {
        return traceparent;
    }

    Answer get(String url) {
        return call("GET", url, null);
    }

    Answer post(String url, String body) {
        return call("POST", url, body);
    }

    Answer put(String url, String body) {
        return call("PUT", url, body);
    }

    Answer patch(String url, String body) {
        return call("PATCH", url, body);
    }

    private Answer call(String method, String url, @org.jspecify.annotations.Nullable String body) {
        var request = HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Bearer " + Installation.ADMIN_KEY)
                .header("Content-Type", "application/json")
                .header("traceparent", traceparent)
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body(), json(response.body()));
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + url, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            return JSON.missingNode();
        }
    }

    private static String hex(int bytes) {
        byte[] random = new byte[bytes];
        ThreadLocalRandom.current().nextBytes(random);
        random[0] |= 1;
        return HexFormat.of().formatHex(random);
    }

    @Override
    public void close() {
        client.close();
    }
}
