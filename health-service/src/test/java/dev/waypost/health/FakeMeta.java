package dev.waypost.health;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/// Answers for phone numbers the way Meta's number node does, and counts how often it was asked.
final class FakeMeta implements AutoCloseable {
    private static final String FINE = """
            {"id": "1", "status": "CONNECTED", "quality_rating": "GREEN",
             "health_status": {"can_send_message": "AVAILABLE"}}""";

    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
    private final Map<String, List<String>> numbers = new ConcurrentHashMap<>();
    private final HttpServer server;

    private record Answer(int status, String body) {}

    FakeMeta() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            String number = path.substring(path.lastIndexOf('/') + 1);
            asked.computeIfAbsent(number, _ -> new AtomicInteger()).incrementAndGet();
            Answer answer = number.equals("phone_numbers")
                    ? list(path.split("/")[path.split("/").length - 2])
                    : answers.getOrDefault(number, new Answer(200, FINE));
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(answer.status(), body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    private Answer list(String waba) {
        String all = numbers.getOrDefault(waba, List.of()).stream()
                .map(number -> FINE.replace("\"id\": \"1\"", "\"id\": \"" + number + "\""))
                .collect(Collectors.joining(","));
        return new Answer(200, "{\"data\": [" + all + "]}");
    }

    /// The number is among those that the business account lists.
    void belongs(String waba, String number) {
        numbers.computeIfAbsent(waba, _ -> new CopyOnWriteArrayList<>()).add(number);
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    void isFine(String number) {
        answers.remove(number);
    }

    void isLimited(String number) {
        answers.put(number, new Answer(200, FINE.replace("GREEN", "RED")));
    }

    void refusesTheKey(String number) {
        answers.put(
                number,
                new Answer(
                        401, "{\"error\": {\"message\": \"expired\", \"type\": \"OAuthException\", \"code\": 190}}"));
    }

    /// @param name how the path ends that is asked for: a number, or a gateway's session
    void says(String name, int status, String body) {
        answers.put(name, new Answer(status, body));
    }

    void isSilent(String number) {
        answers.put(number, new Answer(503, "<html>gateway</html>"));
    }

    /// Says of every token that it ends then; 0 for never.
    void tokensEnd(long epochSecond) {
        answers.put(
                "debug_token",
                new Answer(200, "{\"data\": {\"is_valid\": true, \"expires_at\": " + epochSecond + "}}"));
    }

    int askedAboutTokens() {
        return asked("debug_token");
    }

    int asked(String number) {
        return asked.getOrDefault(number, new AtomicInteger()).get();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
