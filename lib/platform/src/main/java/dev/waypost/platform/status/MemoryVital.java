package dev.waypost.platform.status;

import jakarta.inject.Singleton;
import java.lang.management.ManagementFactory;
import java.util.Map;

/// How full the heap is.
@Singleton
final class MemoryVital implements Vital {
    /// Above it collecting garbage takes more time than work.
    private static final double MOST = 0.92;

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public Reading read() {
        var heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        long most = heap.getMax() > 0 ? heap.getMax() : heap.getCommitted();
        double share = (double) heap.getUsed() / most;
        Map<String, Double> figures = Map.of(
                "used_bytes", (double) heap.getUsed(),
                "max_bytes", (double) most,
                "used_share", share,
                "processors", (double) Runtime.getRuntime().availableProcessors(),
                // Services that share a heap tell the same of it.
                "jvm_start_millis",
                        (double) ManagementFactory.getRuntimeMXBean().getStartTime());
        return share > MOST ? Reading.degraded("the heap is nearly full", figures) : Reading.well(figures);
    }
}
