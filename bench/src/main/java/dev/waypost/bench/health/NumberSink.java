package dev.waypost.bench.health;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;

/// A provider that says of every number that all is well, in a process of its own, and counts how often it
/// was asked.
public final class NumberSink {
    private static final byte[] FINE = """
            {"id":"1","status":"CONNECTED","quality_rating":"GREEN","throughput":{"level":"STANDARD"},
             "health_status":{"can_send_message":"AVAILABLE"}}""".getBytes(StandardCharsets.UTF_8);

    private NumberSink() {}

    public static void main(String[] arguments) throws IOException {
        var asked = new LongAdder();
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 4096);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            asked.increment();
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, FINE.length);
            exchange.getResponseBody().write(FINE);
            exchange.close();
        });
        server.createContext("/asked", exchange -> {
            byte[] count = Long.toString(asked.sum()).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, count.length);
            exchange.getResponseBody().write(count);
            exchange.close();
        });
        server.start();
        System.out.println(server.getAddress().getPort());
        // Ends with whoever started it.
        while (System.in.read() >= 0) {
            continue;
        }
        System.exit(0);
    }
}
