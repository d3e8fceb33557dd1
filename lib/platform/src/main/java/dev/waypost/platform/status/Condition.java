package dev.waypost.platform.status;

import java.time.Instant;
import java.util.SortedMap;

/// How a process is.
///
/// @param health as bad as its worst part
public record Condition(
        String service,
        String process,
        String version,
        Instant startTime,
        Health health,
        SortedMap<String, Vital.Reading> parts) {}
