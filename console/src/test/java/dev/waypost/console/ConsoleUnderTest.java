package dev.waypost.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.waypost.platform.boot.Running;
import dev.waypost.platform.boot.Service;
import dev.waypost.platform.crypto.Vault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A console as it runs in production, in front of a [FakeSuite].
final class ConsoleUnderTest implements AutoCloseable {
    static final String ADMIN_KEY = "test-admin-key-0123456789";
    private static final String SERVICE_KEY = "test-service-key-0123456789";
    private static final JsonMapper JSON = new JsonMapper();

    final FakeSuite suite;
    final int opsPort;
    private final Running console;
    private final HttpClient http = HttpClient.newHttpClient();

    ConsoleUnderTest() {
        this(Map.of());
    }

    ConsoleUnderTest(Map<String, Object> more) {
        try {
            suite = new FakeSuite();
            opsPort = freePort();
            Map<String, Object> settings = new HashMap<>(Map.of(
                    "waypost.console.port",
                    freePort(),
                    "waypost.console.ops-port",
                    opsPort,
                    "waypost.server.host",
                    "127.0.0.1",
                    "waypost.auth.admin-key",
                    ADMIN_KEY,
                    "waypost.auth.service-key",
                    SERVICE_KEY,
                    "waypost.crypto.key",
                    Vault.newKeyset()));
            List.of("config", "send", "health").forEach(peer -> settings.put("waypost.peers." + peer, suite.address()));
            settings.put("waypost.peers.ingress", suite.ingressAddress());
            settings.putAll(more);
            console = Service.start("console", settings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    record Answer(HttpResponse<String> raw) {
        int status() {
            return raw.statusCode();
        }

        String header(String name) {
            return raw.headers().firstValue(name).orElse("");
        }

        JsonNode json() {
            try {
                return JSON.readTree(raw.body());
            } catch (IOException e) {
                throw new AssertionError("not JSON: " + raw.body(), e);
            }
        }
    }

    Answer call(String method, String path, String body, String... headers) {
        return send(console.httpPort(), method, path, body, "Authorization", "Bearer " + ADMIN_KEY, headers);
    }

    Answer get(String path) {
        return call("GET", path, "");
    }

    Answer withoutKey(String method, String path) {
        return send(console.httpPort(), method, path, "", "X-Nothing", "none");
    }

    Answer withoutKey(String method, String path, String header, String value) {
        return send(console.httpPort(), method, path, "", header, value);
    }

    /// How a browser asks for news.
    Answer news(String path, String cookie) {
        return send(console.httpPort(), "GET", path, "", "Cookie", cookie, "Accept", "text/event-stream");
    }

    /// What a form in a browser sends.
    Answer form(String path, String body, String... headers) {
        String[] all = Arrays.copyOf(headers, headers.length + 2);
        all[headers.length] = "Content-Type";
        all[headers.length + 1] = "application/x-www-form-urlencoded";
        return send(console.httpPort(), "POST", path, body, "X-Nothing", "none", all);
    }

    Answer callWith(String authorization, String path) {
        return send(console.httpPort(), "GET", path, "", "Authorization", authorization);
    }

    Answer ops(String path) {
        return send(opsPort, "GET", path, "", "X-Nothing", "none");
    }

    private Answer send(
            int port, String method, String path, String body, String header, String value, String... more) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(20))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .header(header, value);
        boolean typed = List.of(more).contains("Content-Type");
        if (!body.isEmpty() && !typed) {
            request.header("Content-Type", "application/json");
        }
        if (more.length > 0) {
            request.headers(more);
        }
        try {
            return new Answer(http.send(request.build(), BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    Running running() {
        return console;
    }

    @Override
    public void close() {
        console.close();
        suite.close();
        http.close();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
