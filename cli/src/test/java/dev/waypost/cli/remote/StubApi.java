package dev.waypost.cli.remote;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.waypost.cli.WaypostUnderTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;

/// An API that answers what it is told and remembers what it was asked. An answer is a status and a body; a `!` behind
/// the status announces more than comes.
final class StubApi implements AutoCloseable {
    private static final String NONE = "404 {\"reason\": \"TENANT_NOT_FOUND\", \"detail\": \"None.\"}";

    final Queue<String> asked = new ConcurrentLinkedQueue<>();
    final Map<String, String> answers = new ConcurrentHashMap<>();
    private final Map<String, Deque<String>> first = new ConcurrentHashMap<>();
    private final HttpServer server;
    private volatile String otherwise = NONE;

    StubApi() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    /// Before what `answers` says, and once; several come in their order.
    StubApi first(String request, String answer) {
        first.computeIfAbsent(request, _ -> new ConcurrentLinkedDeque<>()).add(answer);
        return this;
    }

    /// To whatever nothing was said about.
    StubApi otherwise(String answer) {
        otherwise = answer;
        return this;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /// A command that asks here.
    WaypostUnderTest.Ended run(String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--key", "some-key", "--url", url()));
        return WaypostUnderTest.run(all.toArray(String[]::new));
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
            asked.add(exchange.getRequestHeaders().getFirst("Authorization") + " " + line + " " + body
                    + exchange.getRequestHeaders().getOrDefault("Range", List.of()));
            Deque<String> queue = first.get(line);
            String next = queue == null ? null : queue.poll();
            String[] answer = (next == null ? answers.getOrDefault(line, otherwise) : next).split(" ", 2);
            byte[] bytes = answer[1].getBytes(StandardCharsets.UTF_8);
            if (line.endsWith("pageSize=2")) {
                exchange.getResponseHeaders().add("Link", "</api/whatsapp/tenants?pageToken=x>; rel=\"next\"");
            }
            if (answer[0].equals("429")) {
                exchange.getResponseHeaders().add("Retry-After", "7");
            }
            boolean breaks = answer[0].endsWith("!");
            int status = Integer.parseInt(answer[0].replace("!", ""));
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length + (breaks ? 9 : 0));
            exchange.getResponseBody().write(bytes);
            exchange.getResponseBody().flush();
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
