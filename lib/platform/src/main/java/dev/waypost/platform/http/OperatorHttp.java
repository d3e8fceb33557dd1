package dev.waypost.platform.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// HTTP to addresses that the operator's own settings name, such as a KMS in the private network.
///
/// What a tenant or a caller names goes through [GuardedHttp], never through this.
public final class OperatorHttp {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    public HttpAnswer post(URI uri, Map<String, String> headers, byte[] body) throws IOException {
        var request = HttpRequest.newBuilder(uri).timeout(TIMEOUT).POST(HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        try {
            var answer = client.send(request.build(), BodyHandlers.ofByteArray());
            Map<String, String> answered = new HashMap<>();
            answer.headers()
                    .map()
                    .forEach((name, values) -> answered.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
            return new HttpAnswer(answer.statusCode(), answered, answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("stopped while waiting for " + uri.getHost());
        }
    }
}
