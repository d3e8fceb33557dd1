package dev.waypost.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;

/// An OTLP/HTTP endpoint that keeps the spans it gets and answers questions about their tree.
public final class OtlpCollector implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService handlers = Executors.newVirtualThreadPerTaskExecutor();
    private final List<CollectedSpan> spans = new CopyOnWriteArrayList<>();

    private OtlpCollector(HttpServer server) {
        this.server = server;
        server.setExecutor(handlers);
        server.createContext("/v1/traces", this::receive);
        server.start();
    }

    public static OtlpCollector start() {
        try {
            return new OtlpCollector(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What `waypost.telemetry.otlp-endpoint` takes.
    public String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public List<CollectedSpan> spans() {
        return List.copyOf(spans);
    }

    public List<CollectedSpan> trace(String traceId) {
        return spans.stream()
                .filter(span -> span.traceId().equals(traceId))
                .sorted(Comparator.comparingLong(CollectedSpan::startNanos))
                .toList();
    }

    public List<CollectedSpan> named(String name) {
        return spans.stream().filter(span -> span.name().equals(name)).toList();
    }

    public Optional<CollectedSpan> parentOf(CollectedSpan span) {
        return spans.stream()
                .filter(other ->
                        other.traceId().equals(span.traceId()) && other.spanId().equals(span.parentId()))
                .findFirst();
    }

    /// The span's ancestors up to the root, nearest first.
    public List<CollectedSpan> ancestors(CollectedSpan span) {
        var line = new ArrayList<CollectedSpan>();
        for (var parent = parentOf(span); parent.isPresent(); parent = parentOf(parent.get())) {
            line.add(parent.get());
        }
        return line;
    }

    /// The trace as indented lines, `service: name`, for assertions and for the eye.
    public String tree(String traceId) {
        var all = trace(traceId);
        var text = new StringBuilder();
        for (var span : all) {
            if (parentOf(span).isEmpty()) {
                append(text, all, span, 0);
            }
        }
        return text.toString();
    }

    private static void append(StringBuilder text, List<CollectedSpan> all, CollectedSpan span, int depth) {
        text.append("  ".repeat(depth)).append(span.service()).append(": ").append(span.name());
        if (!span.links().isEmpty()) {
            text.append(" (links ").append(span.links().size()).append(')');
        }
        text.append('\n');
        for (var child : all) {
            if (child.parentId().equals(span.spanId())) {
                append(text, all, child, depth + 1);
            }
        }
    }

    public void clear() {
        spans.clear();
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = exchange.getRequestBody();
            var plain = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))
                    ? new GZIPInputStream(body)
                    : body;
            keep(ExportTraceServiceRequest.parseFrom(plain));
            exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(200, -1);
        }
    }

    private void keep(ExportTraceServiceRequest request) {
        for (var resource : request.getResourceSpansList()) {
            var service = attributes(resource.getResource().getAttributesList()).getOrDefault("service.name", "");
            for (var scope : resource.getScopeSpansList()) {
                for (var span : scope.getSpansList()) {
                    spans.add(collected(service, span));
                }
            }
        }
    }

    private static CollectedSpan collected(String service, Span span) {
        var hex = HexFormat.of();
        return new CollectedSpan(
                service,
                span.getName(),
                span.getKind().name().replace("SPAN_KIND_", ""),
                hex.formatHex(span.getTraceId().toByteArray()),
                hex.formatHex(span.getSpanId().toByteArray()),
                hex.formatHex(span.getParentSpanId().toByteArray()),
                attributes(span.getAttributesList()),
                span.getLinksList().stream()
                        .map(link -> new CollectedSpan.Link(
                                hex.formatHex(link.getTraceId().toByteArray()),
                                hex.formatHex(link.getSpanId().toByteArray())))
                        .toList(),
                span.getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR,
                span.getStartTimeUnixNano());
    }

    private static Map<String, String> attributes(List<KeyValue> list) {
        var map = new LinkedHashMap<String, String>();
        for (var attribute : list) {
            var value = attribute.getValue();
            map.put(
                    attribute.getKey(),
                    switch (value.getValueCase()) {
                        case STRING_VALUE -> value.getStringValue();
                        case INT_VALUE -> Long.toString(value.getIntValue());
                        case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
                        case DOUBLE_VALUE -> Double.toString(value.getDoubleValue());
                        default -> value.toString();
                    });
        }
        return map;
    }

    @Override
    public void close() {
        server.stop(0);
        handlers.shutdownNow();
    }
}
