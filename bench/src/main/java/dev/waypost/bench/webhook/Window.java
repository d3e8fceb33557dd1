package dev.waypost.bench.webhook;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// What was measured while a load ran: requests, deliveries, times and CPU.
///
/// @param answered requests by second
/// @param spent CPU until everything was delivered
/// @param delivered in that time
record Window(
        double answered,
        Json load,
        Json sink,
        double deliveredPerSecond,
        double drainSeconds,
        Spent spent,
        double delivered) {
    private static final long PATIENCE = TimeUnit.MINUTES.toNanos(5);

    /// Runs the load and waits until everything that was accepted has arrived.
    ///
    /// @param rate requests a second; 0 for as many as get answered
    /// @param copies deliveries of one webhook
    static Window of(
            SplitStack stack, LoadTools tools, List<String> options, int rate, int copies, int warmSeconds, int seconds)
            throws IOException, InterruptedException {
        tools.forget();
        var all = new ArrayList<>(options);
        all.addAll(List.of(
                "-r", Integer.toString(rate), "-w", Integer.toString(warmSeconds), "-d", Integer.toString(seconds)));
        LoadTools.Running running = tools.post(stack.webhookPort(), all);
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(warmSeconds));
        Spent before = stack.spent();
        double arrivedBefore = tools.arrived().number("stamped");
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(seconds));
        double inWindow = tools.arrived().number("stamped") - arrivedBefore;
        Json load = running.answer();
        long start = System.nanoTime();
        double wanted = (load.number("sent") - load.number("bad") - load.number("err")) * copies;
        Json sink = tools.arrived();
        while (sink.number("stamped") < wanted && System.nanoTime() - start < PATIENCE) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            sink = tools.arrived();
        }
        double drain = (System.nanoTime() - start) / 1e9;
        return new Window(
                load.number("rps"),
                load,
                sink,
                inWindow / seconds,
                drain,
                stack.spent().since(before),
                sink.number("stamped") - arrivedBefore);
    }

    static String head() {
        return """
                | load | answered/s | answer p50 ms | p99 ms | delivered/s | POST → project p50 ms | p99 ms | CPU µs per delivery: \
                ingress + PostgreSQL + rest | transactions per delivery | drained after s | bad, lost, twice |
                | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |""";
    }

    String row(String name, int copies) {
        // The sink keeps only whether a number came, so with several copies it cannot tell a repeat from another copy.
        double twice = copies > 1 ? 0 : sink.number("dup");
        return "| %s | %,.0f | %.1f | %.1f | %,.0f | %.1f | %.1f | %s | %.3f | %.1f | %.0f, %.0f, %.0f |"
                .formatted(
                        name,
                        answered,
                        load.number("p50") / 1e3,
                        load.number("p99") / 1e3,
                        deliveredPerSecond,
                        sink.number("p50") / 1e3,
                        sink.number("p99") / 1e3,
                        spent.each(delivered),
                        spent.transactionsEach(delivered),
                        drainSeconds,
                        load.number("bad") + load.number("err"),
                        (load.number("sent") - load.number("bad") - load.number("err")) * copies
                                - sink.number("stamped"),
                        twice);
    }
}
