package dev.waypost.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/// A business's webhook receiver that keeps the exact bytes; the JDK's server, so as not to judge ours by itself.
public final class WebhookSink implements AutoCloseable {
    private final HttpServer server;
    private final List<Got> got = new CopyOnWriteArrayList<>();
    private final ConcurrentLinkedQueue<Integer> answers = new ConcurrentLinkedQueue<>();
    private volatile int otherwise = 200;

    /// One webhook.
    public record Got(
            String signature, String userAgent, String contentType, String body, Map<String, String> headers) {

        public JsonNode json() {
            try {
                return new ObjectMapper().readTree(body);
            } catch (IOException e) {
                throw new AssertionError("not JSON: " + body, e);
            }
        }

        public JsonNode value() {
            return json().at("/entry/0/changes/0/value");
        }

        public String status() {
            return value().at("/statuses/0/status").asText();
        }
    }

    private WebhookSink() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1);
            var headers = exchange.getRequestHeaders();
            got.add(new Got(
                    String.valueOf(headers.getFirst("X-Hub-Signature-256")),
                    String.valueOf(headers.getFirst("User-Agent")),
                    String.valueOf(headers.getFirst("Content-Type")),
                    body,
                    first(headers)));
            Integer status = answers.poll();
            exchange.sendResponseHeaders(status == null ? otherwise : status, -1);
            exchange.close();
        });
        server.start();
    }

    private static Map<String, String> first(Headers headers) {
        Map<String, String> first = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach((name, values) -> first.put(name, values.getFirst()));
        return first;
    }

    public static WebhookSink start() throws IOException {
        return new WebhookSink();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
    }

    /// All webhooks are answered so that have no answer of their own.
    public void answerAll(int status) {
        otherwise = status;
    }

    /// The next webhooks are answered so; after that, 200.
    public void answer(int... statuses) {
        for (int status : statuses) {
            answers.add(status);
        }
    }

    public List<Got> got() {
        return got;
    }

    public List<String> statuses() {
        return got.stream().map(Got::status).toList();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
