package dev.waypost.cli.remote;

import picocli.CommandLine.Option;

/// How many items of a list a person wants to see.
final class Limit {
    private static final int LARGEST_PAGE = 1000;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "100",
            description = "At most so many (default: ${DEFAULT-VALUE}).")
    int most;

    int page() {
        if (most < 1) {
            throw new RemoteFailure(ExitCode.BAD_INPUT, "--limit: value: " + most + " (expected: at least 1)");
        }
        return Math.min(most, LARGEST_PAGE);
    }
}
