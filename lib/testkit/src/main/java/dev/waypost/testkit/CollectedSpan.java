package dev.waypost.testkit;

import java.util.List;
import java.util.Map;

/// A finished span as it left a service; `parentId` is empty for the root of a trace.
public record CollectedSpan(
        String service,
        String name,
        String kind,
        String traceId,
        String spanId,
        String parentId,
        Map<String, String> attributes,
        List<Link> links,
        boolean failed,
        long startNanos) {

    /// A span of another trace that this one points to.
    public record Link(String traceId, String spanId) {}

    public boolean isRoot() {
        return parentId.isEmpty();
    }

    public String traceparent() {
        return "00-" + traceId + "-" + spanId + "-01";
    }
}
