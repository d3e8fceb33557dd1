package dev.waypost.health.probe;

import dev.waypost.providers.NumberFacts;
import java.time.Duration;

/// One look at an endpoint: whether it carries messages, and why not.
///
/// @param cause for people, without secrets; empty when there is nothing to say
/// @param facts what the provider told of the number; null when it told nothing, and what was known stays
public record Look(
        boolean good,
        String cause,
        Duration latency,
        @org.jspecify.annotations.Nullable NumberFacts facts) {}
