package dev.waypost.embedded;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.HexFormat;
import java.util.List;
import java.util.StringJoiner;

/// Translates an OTLP export request into Zipkin's v2 JSON.
///
/// Zipkin has no span links, so a link becomes a tag that names the linked trace and span.
final class ZipkinSpans {
    private ZipkinSpans() {}

    static String json(ExportTraceServiceRequest request) {
        var spans = new StringJoiner(",", "[", "]");
        for (var resource : request.getResourceSpansList()) {
            var service = attribute(resource.getResource().getAttributesList(), "service.name");
            for (var scope : resource.getScopeSpansList()) {
                for (var span : scope.getSpansList()) {
                    spans.add(json(service, span));
                }
            }
        }
        return spans.toString();
    }

    private static String json(String service, Span span) {
        var hex = HexFormat.of();
        var fields = new StringJoiner(",", "{", "}");
        fields.add("\"traceId\":" + quoted(hex.formatHex(span.getTraceId().toByteArray())));
        fields.add("\"id\":" + quoted(hex.formatHex(span.getSpanId().toByteArray())));
        if (!span.getParentSpanId().isEmpty()) {
            fields.add("\"parentId\":"
                    + quoted(hex.formatHex(span.getParentSpanId().toByteArray())));
        }
        fields.add("\"name\":" + quoted(span.getName()));
        fields.add("\"timestamp\":" + span.getStartTimeUnixNano() / 1000);
        fields.add("\"duration\":" + Math.max(1, (span.getEndTimeUnixNano() - span.getStartTimeUnixNano()) / 1000));
        switch (span.getKind()) {
            case SPAN_KIND_SERVER -> fields.add("\"kind\":\"SERVER\"");
            case SPAN_KIND_CLIENT -> fields.add("\"kind\":\"CLIENT\"");
            case SPAN_KIND_PRODUCER -> fields.add("\"kind\":\"PRODUCER\"");
            case SPAN_KIND_CONSUMER -> fields.add("\"kind\":\"CONSUMER\"");
            default -> {
                // Zipkin has no word for an internal span: it leaves the field out.
            }
        }
        fields.add("\"localEndpoint\":{\"serviceName\":" + quoted(service) + "}");
        return fields.add("\"tags\":" + tags(span)).toString();
    }

    private static String tags(Span span) {
        var tags = new StringJoiner(",", "{", "}");
        for (var attribute : span.getAttributesList()) {
            tags.add(quoted(attribute.getKey()) + ":" + quoted(text(attribute.getValue())));
        }
        var hex = HexFormat.of();
        for (var i = 0; i < span.getLinksCount(); i++) {
            var link = span.getLinks(i);
            tags.add(quoted("link." + i) + ":"
                    + quoted(hex.formatHex(link.getTraceId().toByteArray()) + "/"
                            + hex.formatHex(link.getSpanId().toByteArray())));
        }
        if (span.getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR) {
            var message = span.getStatus().getMessage();
            tags.add("\"error\":" + quoted(message.isEmpty() ? "true" : message));
        }
        return tags.toString();
    }

    private static String attribute(List<KeyValue> attributes, String key) {
        for (var attribute : attributes) {
            if (attribute.getKey().equals(key)) {
                return text(attribute.getValue());
            }
        }
        return "";
    }

    private static String text(AnyValue value) {
        return switch (value.getValueCase()) {
            case STRING_VALUE -> value.getStringValue();
            case INT_VALUE -> Long.toString(value.getIntValue());
            case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
            case DOUBLE_VALUE -> Double.toString(value.getDoubleValue());
            default -> value.toString();
        };
    }

    private static String quoted(String text) {
        var out = new StringBuilder("\"");
        for (var c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < 32) {
                out.append("\\u%04x".formatted((int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }
}
