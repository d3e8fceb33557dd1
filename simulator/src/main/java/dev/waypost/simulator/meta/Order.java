package dev.waypost.simulator.meta;

import org.jspecify.annotations.Nullable;

/// What a POST to `/messages` asks for.
sealed interface Order {

    /// A message to a number, or to a business-scoped user id when the number is null.
    record Send(
            String type,
            @Nullable String to,
            @Nullable String userId,
            @Nullable String correlationId) implements Order {

        /// The recipient as the caller wrote it.
        String input() {
            return String.valueOf(to == null ? userId : to);
        }

        /// The recipient's WhatsApp id: the number's digits.
        @Nullable
        String waId() {
            return to == null ? null : to.replaceAll("\\D", "");
        }
    }

    /// A read mark (with or without a typing indicator) on something a user wrote.
    record MarkRead(String messageId) implements Order {}

    record Refused(MetaError error) implements Order {}
}
