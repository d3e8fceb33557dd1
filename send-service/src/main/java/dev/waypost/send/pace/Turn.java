package dev.waypost.send.pace;

import java.time.Duration;

/// What came of an [Ask].
public sealed interface Turn {
    /// It is granted, after the wait, which is zero for now.
    record Granted(Duration after) implements Turn {}

    /// It is not; asking again is worth it after the wait.
    ///
    /// @param limit kind of the limit that refuses, which is how its key begins
    record Refused(Duration after, String limit) implements Turn {}

    /// @param micros as the script and its local stand-in say it: negative for a refusal
    /// @param which the bucket of the ask that makes it wait longest, from 0
    static Turn of(Ask ask, long micros, int which) {
        return micros < 0
                ? new Refused(
                        Duration.ofNanos(-micros * 1000),
                        ask.buckets().get(which).kind())
                : new Granted(Duration.ofNanos(micros * 1000));
    }
}
