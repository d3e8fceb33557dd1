package dev.waypost.cli;

import dev.waypost.allinone.SuitePorts;
import dev.waypost.allinone.SuiteSettings;
import java.nio.file.Path;
import java.util.Optional;

/// What a person asked `up` for.
///
/// @param temporary whether the data folder goes when everything has stopped
record UpOptions(
        Path data,
        int portOffset,
        Optional<String> adminKey,
        boolean split,
        Optional<SuiteSettings.Database> postgres,
        Optional<String> redis,
        boolean simulator,
        boolean traces,
        boolean temporary) {

    SuitePorts ports() {
        return new SuitePorts(portOffset);
    }
}
