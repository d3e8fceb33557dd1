package dev.waypost.config.transfer;

import dev.waypost.platform.fault.Fault;
import java.time.Duration;

/// What a step leaves to be done.
sealed interface Turn {
    /// There is a next step, and it can begin now.
    record More() implements Turn {}

    /// There is a next step, but not before this has passed; no worker is held meanwhile.
    record Later(Duration pause) implements Turn {}

    /// It was the last step.
    record Done() implements Turn {}

    /// It cannot go on; a person may resume it.
    record Stopped(Fault fault) implements Turn {}
}
