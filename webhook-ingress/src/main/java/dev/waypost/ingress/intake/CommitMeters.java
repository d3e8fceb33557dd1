package dev.waypost.ingress.intake;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// How many events one commit has, and how long it takes.
@Singleton
public class CommitMeters {
    private final DistributionSummary rows;
    private final Timer commit;

    CommitMeters(MeterRegistry meters) {
        this.rows = DistributionSummary.builder("ingress.batch")
                .description("Events that were committed together.")
                .baseUnit("rows")
                .register(meters);
        this.commit = Timer.builder("commit")
                .description("From the first statement to the end of a commit of events.")
                .publishPercentileHistogram()
                .register(meters);
    }

    public <T> T measured(int events, Supplier<T> work) {
        rows.record(events);
        long start = System.nanoTime();
        try {
            return work.get();
        } finally {
            commit.record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
        }
    }
}
