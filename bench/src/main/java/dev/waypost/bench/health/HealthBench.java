package dev.waypost.bench.health;

import java.util.List;

/// `probes [endpoints] [interval seconds] [seconds]`, or `failover [tenants] [interval seconds]`.
public final class HealthBench {
    private HealthBench() {}

    public static void main(List<String> arguments) throws Exception {
        String scenario = arguments.isEmpty() ? "probes" : arguments.getFirst();
        switch (scenario) {
            case "probes" ->
                ProbeBench.run(number(arguments, 1, 100_000), number(arguments, 2, 30), number(arguments, 3, 60));
            case "failover" -> FailoverBench.run(number(arguments, 1, 50), number(arguments, 2, 5));
            default -> throw new IllegalArgumentException(scenario + " (expected: probes or failover)");
        }
    }

    private static int number(List<String> arguments, int at, int otherwise) {
        return arguments.size() > at ? Integer.parseInt(arguments.get(at)) : otherwise;
    }
}
