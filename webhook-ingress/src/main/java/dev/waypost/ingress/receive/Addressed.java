package dev.waypost.ingress.receive;

import dev.waypost.providers.InboundEvent;

/// An event with who gets it.
public record Addressed(InboundEvent event, Recipient recipient) {}
