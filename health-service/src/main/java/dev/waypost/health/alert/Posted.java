package dev.waypost.health.alert;

import java.time.Duration;

/// What became of one try to post.
sealed interface Posted {
    record Done() implements Posted {}

    /// @param cause a class of failure, never what the other side said
    record Again(Duration pause, String cause) implements Posted {}

    record Dropped(String cause) implements Posted {}
}
