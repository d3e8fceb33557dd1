package dev.waypost.health.system;

import dev.waypost.platform.status.Health;
import dev.waypost.platform.status.Vital;
import java.util.Map;

/// How one process said that it is.
///
/// @param address where it was asked
/// @param process its own id; empty when it did not answer
/// @param parts empty when it did not answer
public record ProcessState(
        String service, String address, String process, Health health, Map<String, Vital.Reading> parts) {
    public boolean answered() {
        return !process.isEmpty();
    }
}
