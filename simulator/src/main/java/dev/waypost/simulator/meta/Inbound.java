package dev.waypost.simulator.meta;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/// Something a user writes to a business.
///
/// @param from the user's number; null for a user who shows only a business-scoped id
/// @param replyTo id of the message it answers
/// @param content the message's own fields, such as `type` and `text`
/// @param copies how often the same webhook is sent
public record Inbound(
        @Nullable String from,
        @Nullable String userId,
        @Nullable String name,
        @Nullable String replyTo,
        ObjectNode content,
        int copies) {}
