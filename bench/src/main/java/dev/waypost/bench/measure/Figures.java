package dev.waypost.bench.measure;

import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/// What was measured: how many a second, how long each took, and what a unit of work cost in CPU.
public record Figures(double perSecond, long p50Nanos, long p99Nanos, double cpuMicros) {
    private static final int KEPT = 200_000;

    /// One unit of work; `turn` counts up within a thread.
    public interface Work {
        void run(int thread, int turn) throws Exception;
    }

    /// Runs the work on so many threads for so long and times every `every`th turn.
    public static Figures measure(int threads, long millis, int every, Work work) throws InterruptedException {
        var done = new LongAdder();
        var samples = new long[KEPT];
        var sampled = new AtomicInteger();
        var ready = new CountDownLatch(threads);
        var begin = new CountDownLatch(1);
        long[] end = new long[1];
        var all = new Thread[threads];
        for (int i = 0; i < threads; i++) {
            int thread = i;
            all[i] = Thread.ofPlatform().start(() -> {
                try {
                    ready.countDown();
                    begin.await();
                    int turn = 0;
                    for (; System.nanoTime() < end[0]; turn++) {
                        if (turn % every == 0) {
                            long start = System.nanoTime();
                            work.run(thread, turn);
                            int at = sampled.getAndIncrement();
                            if (at < KEPT) {
                                samples[at] = System.nanoTime() - start;
                            }
                        } else {
                            work.run(thread, turn);
                        }
                    }
                    done.add(turn);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
        }
        ready.await();
        long cpu = Cpu.here();
        long start = System.nanoTime();
        end[0] = start + millis * 1_000_000;
        begin.countDown();
        for (Thread thread : all) {
            thread.join();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        double cost = (Cpu.here() - cpu) / 1e3 / Math.max(1, done.sum());
        return of(Arrays.copyOf(samples, Math.min(KEPT, sampled.get())), done.sum() / seconds, cost);
    }

    public static Figures of(long[] samples, double perSecond, double cpuMicros) {
        Arrays.sort(samples);
        return new Figures(perSecond, at(samples, 0.50), at(samples, 0.99), cpuMicros);
    }

    private static long at(long[] sorted, double part) {
        return sorted.length == 0 ? 0 : sorted[(int) Math.min(sorted.length - 1, sorted.length * part)];
    }

    public String row(String name) {
        return "| %s | %,.0f | %,.1f | %,.1f | %,.2f |"
                .formatted(name, perSecond, p50Nanos / 1e3, p99Nanos / 1e3, cpuMicros);
    }
}
