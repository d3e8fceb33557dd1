package dev.waypost.providers.meta;

import org.jspecify.annotations.Nullable;

/// A list in the value of a change whose elements are events of their own.
enum MetaList {
    MESSAGES("messages"),
    STATUSES("messages"),
    ERRORS("messages"),
    ECHOES("smb_message_echoes"),
    CALLS("calls"),
    PREFERENCES("user_preferences"),
    USER_IDS("user_id_update");

    /// The field of the changes in which the list means this.
    final String field;

    MetaList(String field) {
        this.field = field;
    }

    /// The list by its name in the value; null for one that is delivered as part of its change.
    static @Nullable MetaList named(String name) {
        return switch (name) {
            case "messages" -> MESSAGES;
            case "statuses" -> STATUSES;
            case "errors" -> ERRORS;
            case "message_echoes" -> ECHOES;
            case "calls" -> CALLS;
            case "user_preferences" -> PREFERENCES;
            case "user_id_update" -> USER_IDS;
            default -> null;
        };
    }
}
