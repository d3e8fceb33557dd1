package dev.waypost.ingress.delivery;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What became of one try to make a delivery. `cause` is a class of failure, never what the other side said.
public sealed interface Tried {
    /// The destination has it.
    record Done(@Nullable Integer status) implements Tried {}

    /// It failed and is tried again.
    record Again(Duration pause, @Nullable Integer status, String cause) implements Tried {}

    /// It failed, is tried again, and what follows it in its conversation does not wait for it.
    record Aside(Duration pause, @Nullable Integer status, String cause) implements Tried {}

    /// It waits until its project can be tried. Costs no attempt.
    record Parked(@Nullable Integer status, String cause) implements Tried {}

    /// It is not tried any more; it stays listed until somebody redrives or discards it.
    record Dead(@Nullable Integer status, String cause) implements Tried {}
}
