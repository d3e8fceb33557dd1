package dev.waypost.cli;

import dev.waypost.allinone.SuitePorts;
import dev.waypost.allinone.SuiteSettings;
import java.nio.file.Path;
import java.util.Optional;

/// What a person asked `up` for.
record UpOptions(
        Path data,
        int portOffset,
        Optional<String> adminKey,
        boolean split,
        Optional<SuiteSettings.Database> postgres,
        Optional<String> redis,
        boolean simulator,
        boolean traces) {

    SuitePorts ports() {
        return new SuitePorts(portOffset);
    }
}
