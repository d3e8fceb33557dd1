package dev.waypost.ingress.queue;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How much waits in one queue.
///
/// @param oldest how long the oldest has waited; null when nothing does
record QueueDepth(
        String name,
        long pending,
        long retrying,
        long dead,
        @Nullable Duration oldest) {}
