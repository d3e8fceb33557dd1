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
        return Math.clamp(most, 1, LARGEST_PAGE);
    }
}
