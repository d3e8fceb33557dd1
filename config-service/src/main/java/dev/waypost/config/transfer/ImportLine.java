package dev.waypost.config.transfer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Collectors;

/// One object of a file, as it shall be stored.
///
/// @param number the line, from 1
record ImportLine(long number, ObjectKind kind, ObjectNode object) {
    /// The object's key, as it is compared.
    String key() {
        return key(kind.keys());
    }

    String key(List<String> columns) {
        return columns.stream().map(this::text).collect(Collectors.joining("/"));
    }

    String text(String column) {
        return object.path(column).asText("");
    }

    String tenantId() {
        return object.path("tenant_id").isTextual() ? text("tenant_id") : "";
    }
}
