package dev.waypost.simulator.gateway;

import org.jspecify.annotations.Nullable;

/// A text that a user writes to a gateway's session.
///
/// @param from digits of the user's number
/// @param replyTo id of the message it answers
/// @param copies how often the same webhook is sent
public record GatewayInbound(
        String from,
        @Nullable String name,
        String text,
        @Nullable String replyTo,
        int copies) {}
