package dev.waypost.health.alert;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/// Takes alerts, or refuses them.
final class Receiver implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    /// One post as it came.
    record Got(String id, String timestamp, String signature, byte[] body) {
        JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        String type() {
            return json().path("type").asText();
        }

        String subject() {
            return json().at("/data/endpointId").asText()
                    + json().at("/data/subject").asText();
        }
    }

    final List<Got> taken = new CopyOnWriteArrayList<>();
    final List<Got> refused = new CopyOnWriteArrayList<>();
    volatile int status = 204;
    private final HttpServer server;

    Receiver() throws IOException {
        this(0);
    }

    /// At a port that nobody else has; 0 for any.
    Receiver(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            try (exchange) {
                var headers = exchange.getRequestHeaders();
                Got got = new Got(
                        String.valueOf(headers.getFirst("webhook-id")),
                        String.valueOf(headers.getFirst("webhook-timestamp")),
                        String.valueOf(headers.getFirst("webhook-signature")),
                        exchange.getRequestBody().readAllBytes());
                int answer = status;
                (answer < 300 ? taken : refused).add(got);
                exchange.sendResponseHeaders(answer, -1);
            }
        });
        server.start();
    }

    String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + path;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
