package dev.waypost.embedded;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;

/// Takes spans over OTLP/HTTP and hands them to Zipkin, which speaks no OTLP.
///
/// It answers at once and keeps a bounded number of batches: spans that arrive before Zipkin is up are handed on when
/// it is, and a Zipkin that stays away costs old spans, never memory or a service's time.
public final class OtlpBridge implements AutoCloseable {
    private static final int KEPT_BATCHES = 256;
    private static final int MAX_BODY = 8 << 20;

    private final HttpServer server;
    private final ExecutorService handlers = Executors.newVirtualThreadPerTaskExecutor();
    private final BlockingQueue<String> waiting = new ArrayBlockingQueue<>(KEPT_BATCHES);
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final URI zipkin;
    private final Thread sender;

    private OtlpBridge(HttpServer server, URI zipkin) {
        this.server = server;
        this.zipkin = zipkin;
        this.sender = Thread.ofVirtual().name("otlp-bridge").unstarted(this::sendAll);
    }

    public static OtlpBridge start(int port, URI zipkin) {
        try {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            var bridge = new OtlpBridge(server, zipkin);
            server.setExecutor(bridge.handlers);
            server.createContext("/v1/traces", bridge::receive);
            server.start();
            bridge.sender.start();
            return bridge;
        } catch (IOException e) {
            throw new StartRefused(
                    "port " + port + " (trace bridge) cannot be opened: " + e.getMessage()
                            + "; use --port-offset N or --no-traces",
                    e);
        }
    }

    public int port() {
        return server.getAddress().getPort();
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = exchange.getRequestBody();
            var plain = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))
                    ? new GZIPInputStream(body)
                    : body;
            var spans = ZipkinSpans.json(ExportTraceServiceRequest.parseFrom(plain.readNBytes(MAX_BODY)));
            while (!waiting.offer(spans)) {
                waiting.poll();
            }
            exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(200, -1);
        } catch (com.google.protobuf.InvalidProtocolBufferException e) {
            exchange.sendResponseHeaders(400, -1);
        }
    }

    private void sendAll() {
        try {
            while (true) {
                var spans = waiting.take();
                while (!sent(spans)) {
                    Thread.sleep(Duration.ofMillis(500));
                }
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean sent(String spans) throws InterruptedException {
        var request = HttpRequest.newBuilder(zipkin)
                .timeout(Duration.ofSeconds(10))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(spans))
                .build();
        try {
            // Zipkin refuses a batch for what is in it only, and would refuse it again.
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() < 500;
        } catch (IOException away) {
            return false;
        }
    }

    @Override
    public void close() {
        server.stop(0);
        sender.interrupt();
        handlers.shutdownNow();
        client.shutdownNow();
    }
}
