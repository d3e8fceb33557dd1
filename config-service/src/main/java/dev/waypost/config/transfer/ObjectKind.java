package dev.waypost.config.transfer;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a file may hold, in the order in which it stands there: what is referred to comes first.
enum ObjectKind {
    /// With all of its endpoints.
    TENANT("tenant", List.of("tenant_id")),
    BUSINESS_ACCOUNT("business_account", List.of("business_account_id")),
    APP("app", List.of("app_id")),
    PHONE_NUMBER("phone_number", List.of("phone_number_id")),
    PROJECT("project", List.of("project_id")),
    MAPPING("mapping", List.of("phone_number_id", "project_id")),
    GATEWAY("gateway", List.of("gateway_id")),
    GATEWAY_CODE("gateway_code", List.of("gateway_id", "code_key"));

    /// Whatever the server sets itself: another installation sets its own.
    private static final Set<String> SERVER_SET = Set.of(
            "revision",
            "disabled_cause",
            "published_revision",
            "verify_token_hash",
            "previous_verify_token_hash",
            "pooled",
            "server",
            "search",
            "state_before");

    private final String table;
    private final List<String> keys;

    ObjectKind(String table, List<String> keys) {
        this.table = table;
        this.keys = keys;
    }

    /// The table, which is also the kind's word in the file.
    String table() {
        return table;
    }

    List<String> keys() {
        return keys;
    }

    /// Columns of any table that stay out of the file.
    static boolean isServerSet(String column) {
        return column.endsWith("_time") || SERVER_SET.contains(column);
    }

    static Optional<ObjectKind> of(String word) {
        return Arrays.stream(values()).filter(kind -> kind.table.equals(word)).findFirst();
    }
}
