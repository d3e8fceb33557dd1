package dev.waypost.health.verdict;

/// How many probes in a row it takes to change a verdict that silence alone argues against.
public record Thresholds(int failuresToFall, int successesToRise) {
    public Thresholds {
        if (failuresToFall < 1 || successesToRise < 1) {
            throw new IllegalArgumentException(
                    "value: " + failuresToFall + ", " + successesToRise + " (expected: both >= 1)");
        }
    }
}
