package dev.waypost.providers;

import java.time.Duration;

/// One thing that was looked at, what was found and how long that took.
public record Check(Step step, Finding finding, Duration latency) {

    /// What is looked at, in order.
    public enum Step {
        /// Whether the provider takes the key.
        AUTH,
        /// Whether the account or session can carry messages.
        ACCOUNT,
        /// Whether webhooks will find their way, as far as the provider tells.
        WEBHOOK
    }
}
