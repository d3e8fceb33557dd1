package dev.waypost.bench;

import dev.waypost.bench.health.HealthBench;
import dev.waypost.bench.send.SendBench;
import dev.waypost.bench.webhook.WebhookBench;
import java.util.Arrays;
import java.util.List;

/// Runs the benchmark named first on the command line.
public final class Bench {
    private Bench() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 0) {
            System.err.println("usage: bench/run snapshots [tenants…] | import [tenants] | webhooks <scenario> [sizes…]"
                    + " | send <scenario> [sizes…] | health <scenario> [sizes…]");
            System.exit(2);
        }
        List<String> rest = Arrays.asList(arguments).subList(1, arguments.length);
        switch (arguments[0]) {
            case "snapshots" -> SnapshotBench.main(rest);
            case "import" -> ImportBench.main(rest);
            case "webhooks" -> WebhookBench.main(rest);
            case "send" -> SendBench.main(rest);
            case "health" -> HealthBench.main(rest);
            default -> {
                System.err.println("there is no benchmark '" + arguments[0]
                        + "' (expected: snapshots, import, webhooks, send or health)");
                System.exit(2);
            }
        }
        System.exit(0);
    }
}
