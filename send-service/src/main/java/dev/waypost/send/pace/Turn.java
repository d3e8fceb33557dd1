package dev.waypost.send.pace;

import java.time.Duration;

/// What came of an [Ask].
public sealed interface Turn {
    /// It is granted, after the wait, which is zero for now.
    record Granted(Duration after) implements Turn {}

    /// It is not; asking again is worth it after the wait.
    record Refused(Duration after) implements Turn {}

    /// @param micros as the script and its local stand-in say it: negative for a refusal
    static Turn of(long micros) {
        return micros < 0
                ? new Refused(Duration.ofNanos(-micros * 1000))
                : new Granted(Duration.ofNanos(micros * 1000));
    }
}
