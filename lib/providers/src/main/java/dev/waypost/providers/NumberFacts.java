package dev.waypost.providers;

import org.jspecify.annotations.Nullable;

/// What a provider tells about a number while it works; null where it tells nothing.
///
/// @param quality how much users like its messages: `GREEN`, `YELLOW`, `RED`
/// @param throughput how fast it may send: `STANDARD`, `HIGH`, `NOT_APPLICABLE`
/// @param messagingLimit how many users it may write to first in a day, such as `TIER_2K`
public record NumberFacts(
        @Nullable String quality,
        @Nullable String throughput,
        @Nullable String messagingLimit) {
    public static final NumberFacts NONE = new NumberFacts(null, null, null);
}
