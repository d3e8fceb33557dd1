package dev.waypost.cli.remote;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/// The HTTP API of a Waypost: asks with a key, and turns what is refused into lines and an exit code.
public final class Remote implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PATIENCE_FOR_FILES = Duration.ofHours(1);
    private static final Pattern NEXT = Pattern.compile("<([^>]+)>; *rel=\"?next\"?");

    static final int NOTHING_MISSING = 416;
    private static final int UNAVAILABLE = 503;

    private final HttpClient client;
    private final URI base;
    private final String key;

    Remote(URI base, String key) {
        this.base = base;
        this.key = key;
        HttpClient.Builder builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(5));
        this.client =
                ("https".equalsIgnoreCase(base.getScheme()) ? builder : builder.sslContext(trustingNobody())).build();
    }

    /// A client makes itself ready for TLS whether or not it is spoken, and reading the certificates that a machine
    /// trusts costs more than most commands do.
    private static SSLContext trustingNobody() {
        try {
            SSLContext nobody = SSLContext.getInstance("TLS");
            nobody.init(new KeyManager[0], new TrustManager[0], null);
            return nobody;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    JsonNode get(String path) {
        return json(call(asking("GET", path, null)));
    }

    /// What describes itself as not well is an answer, too.
    JsonNode look(String path) {
        try {
            HttpResponse<String> answer = client.send(asking("GET", path, null), BodyHandlers.ofString());
            if (answer.statusCode() >= 400 && answer.statusCode() != UNAVAILABLE) {
                throw refused(answer, answer.body());
            }
            JsonNode body = json(answer);
            if (answer.statusCode() == UNAVAILABLE && !body.has("services")) {
                throw refused(answer, answer.body());
            }
            return body;
        } catch (IOException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RemoteFailure(ExitCode.INTERRUPTED, "interrupted");
        }
    }

    JsonNode post(String path, Map<String, ?> body) {
        return json(call(asking("POST", path, JSON.valueToTree(body))));
    }

    JsonNode put(String path, JsonNode body) {
        return json(call(asking("PUT", path, body)));
    }

    JsonNode delete(String path) {
        return json(call(asking("DELETE", path, null)));
    }

    /// All items of a list, page after page, up to `most`.
    List<JsonNode> list(String path, int most) {
        List<JsonNode> items = new ArrayList<>();
        @Nullable String next = path;
        while (next != null && items.size() < most) {
            HttpResponse<String> answer = call(asking("GET", next, null));
            json(answer).forEach(items::add);
            Matcher link = NEXT.matcher(answer.headers().firstValue("Link").orElse(""));
            next = link.find() ? link.group(1) : null;
        }
        return items.subList(0, Math.min(most, items.size()));
    }

    /// Sends a file as it is, piece by piece.
    JsonNode upload(String path, Path file, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path))
                .timeout(PATIENCE_FOR_FILES)
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/x-ndjson");
        headers.forEach(request::header);
        try {
            return json(call(request.POST(BodyPublishers.ofFile(file)).build()));
        } catch (FileNotFoundException e) {
            throw new RemoteFailure(ExitCode.BAD_INPUT, file + " is not there");
        }
    }

    /// Bytes that are read while they come: a file, or events without an end.
    ///
    /// @param from how many bytes are there already; when these are all, the answer is `NOTHING_MISSING`
    HttpResponse<InputStream> open(String path, long from, Map<String, String> headers) throws IOException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(base.resolve(path)).GET().header("Authorization", "Bearer " + key);
        if (from > 0) {
            request.header("Range", "bytes=" + from + "-");
        }
        headers.forEach(request::header);
        try {
            HttpResponse<InputStream> answer = client.send(request.build(), BodyHandlers.ofInputStream());
            if (answer.statusCode() >= 400 && answer.statusCode() != NOTHING_MISSING) {
                try (InputStream body = answer.body()) {
                    throw refused(answer, new String(body.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
            return answer;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RemoteFailure(ExitCode.INTERRUPTED, "interrupted");
        }
    }

    RemoteFailure unreachable(IOException e) {
        String why = e instanceof HttpTimeoutException
                ? "it takes too long"
                : e.getClass().getSimpleName();
        return new RemoteFailure(
                ExitCode.NOT_NOW,
                "no answer from " + base + ": " + why,
                List.of(
                        e instanceof SSLException
                                ? "do: look whether --url is right, and whether this machine trusts the certificate there"
                                : "do: look whether it runs (waypost status), and whether --url is right"));
    }

    private HttpRequest asking(String method, String path, @Nullable JsonNode body) {
        return HttpRequest.newBuilder(base.resolve(path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString()))
                .build();
    }

    private HttpResponse<String> call(HttpRequest request) {
        try {
            HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
            if (answer.statusCode() >= 400) {
                throw refused(answer, answer.body());
            }
            return answer;
        } catch (IOException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RemoteFailure(ExitCode.INTERRUPTED, "interrupted");
        }
    }

    private static RemoteFailure refused(HttpResponse<?> answer, String body) {
        JsonNode problem;
        try {
            problem = JSON.readTree(body);
        } catch (IOException e) {
            problem = JSON.missingNode();
        }
        return Problems.of(
                answer.statusCode(),
                problem,
                answer.headers().firstValue("Retry-After").orElse(""));
    }

    private static JsonNode json(HttpResponse<String> answer) {
        try {
            return answer.body().isEmpty() ? JSON.createObjectNode() : JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new RemoteFailure(
                    ExitCode.NOT_NOW, "what answers at " + answer.uri().getAuthority() + " is no Waypost");
        }
    }

    static Map<String, Object> fields(JsonNode object) {
        return JSON.convertValue(object, new TypeReference<>() {});
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public void close() {
        // A stream may still be open: nobody waits for its end.
        client.shutdownNow();
    }
}
