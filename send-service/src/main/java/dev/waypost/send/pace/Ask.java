package dev.waypost.send.pace;

import java.time.Duration;
import java.util.List;

/// A turn that somebody wants of several limits at once: all of them grant it, or none counts it.
///
/// @param patience how long it may be told to wait; zero for a turn now or none
public record Ask(List<Bucket> buckets, Duration patience) {
    public Ask {
        buckets = List.copyOf(buckets);
    }
}
