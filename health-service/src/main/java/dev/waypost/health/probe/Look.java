package dev.waypost.health.probe;

import java.time.Duration;

/// One look at an endpoint: whether it carries messages, and why not.
///
/// @param cause for people, without secrets; empty when there is nothing to say
public record Look(boolean good, String cause, Duration latency) {}
