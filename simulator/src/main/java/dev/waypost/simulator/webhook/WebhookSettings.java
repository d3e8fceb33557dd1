package dev.waypost.simulator.webhook;

import java.time.Duration;

/// How webhooks are paced.
///
/// @param gap time from one status of a message to the next
/// @param timeout longest wait for an answer
/// @param retryFirst wait before the second repetition (the first comes at once); doubles from there
/// @param retryMost longest wait between two repetitions
/// @param retryFor when a webhook is given up
public record WebhookSettings(
        Duration gap, Duration timeout, Duration retryFirst, Duration retryMost, Duration retryFor) {
    public static final WebhookSettings DEFAULT = new WebhookSettings(
            Duration.ofMillis(50),
            Duration.ofSeconds(10),
            Duration.ofMillis(500),
            Duration.ofSeconds(30),
            Duration.ofDays(7));

    public WebhookSettings withGap(Duration changed) {
        return new WebhookSettings(changed, timeout, retryFirst, retryMost, retryFor);
    }

    public WebhookSettings withRetryFirst(Duration changed) {
        return new WebhookSettings(gap, timeout, changed, retryMost, retryFor);
    }

    /// A gateway's own wait, as much shorter as these settings make Meta's first one.
    public Duration scaled(Duration real) {
        return Duration.ofNanos((long) ((double) real.toNanos() * retryFirst.toNanos() / DEFAULT.retryFirst.toNanos()));
    }
}
