package dev.waypost.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The HTTP API of a Waypost: asks with a key, and turns what is refused into a line and an exit code.
public final class Remote implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern NEXT = Pattern.compile("<([^>]+)>; *rel=\"?next\"?");

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final URI base;
    private final String key;

    Remote(URI base, String key) {
        this.base = base;
        this.key = key;
    }

    JsonNode get(String path) {
        return json(call("GET", path, null));
    }

    JsonNode post(String path, Map<String, ?> body) {
        return json(call("POST", path, JSON.valueToTree(body)));
    }

    /// All items of a list, page after page, up to `most`.
    List<JsonNode> list(String path, int most) {
        List<JsonNode> items = new ArrayList<>();
        @Nullable String next = path;
        while (next != null && items.size() < most) {
            HttpResponse<String> answer = call("GET", next, null);
            json(answer).forEach(items::add);
            Matcher link = NEXT.matcher(answer.headers().firstValue("Link").orElse(""));
            next = link.find() ? link.group(1) : null;
        }
        return items.subList(0, Math.min(most, items.size()));
    }

    private HttpResponse<String> call(String method, String path, @Nullable JsonNode body) {
        HttpRequest request = HttpRequest.newBuilder(base.resolve(path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString()))
                .build();
        try {
            HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
            if (answer.statusCode() >= 400) {
                throw refused(answer);
            }
            return answer;
        } catch (IOException e) {
            throw new RemoteFailure(
                    ExitCode.UNREACHABLE,
                    "no answer from " + base + ": " + e.getClass().getSimpleName()
                            + "; is it running (waypost status), and is --url right?");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RemoteFailure(ExitCode.REFUSED, "interrupted");
        }
    }

    private static RemoteFailure refused(HttpResponse<String> answer) {
        ExitCode exit = ExitCode.ofStatus(answer.statusCode());
        JsonNode problem;
        try {
            problem = JSON.readTree(answer.body());
        } catch (IOException e) {
            return new RemoteFailure(exit, "HTTP " + answer.statusCode());
        }
        StringBuilder line = new StringBuilder(problem.path("reason").asText("HTTP " + answer.statusCode()));
        line.append(": ").append(problem.path("detail").asText());
        for (JsonNode violation : problem.path("violations")) {
            line.append(" [")
                    .append(violation.path("field").asText())
                    .append(": ")
                    .append(violation.path("description").asText())
                    .append(']');
        }
        return new RemoteFailure(
                exit,
                line.append(" (trace ")
                        .append(problem.path("traceId").asText())
                        .append(')')
                        .toString());
    }

    private static JsonNode json(HttpResponse<String> answer) {
        try {
            return answer.body().isEmpty() ? JSON.createObjectNode() : JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new RemoteFailure(
                    ExitCode.UNREACHABLE, "what answers at " + answer.uri().getAuthority() + " is no Waypost");
        }
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public void close() {
        client.close();
    }
}
