package dev.waypost.ingress.intake;

import dev.waypost.lanes.GroupCommit;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.List;

/// Commits webhooks, many in one transaction; each caller is answered after its commit.
@Singleton
public class Intakes {
    private final GroupCommit<Intake, Taken> commits;

    Intakes(IntakeLog log, IntakeSettings settings, CommitMeters meters) {
        this.commits = new GroupCommit<>(
                "intake",
                settings.maxBatch(),
                settings.linger(),
                new GroupCommit.Flushes(settings.commits(), settings.besideBatch()),
                batch -> meters.measured(events(batch), () -> log.commit(batch)));
    }

    private static int events(List<Intake> batch) {
        return batch.stream().mapToInt(intake -> intake.events().size()).sum();
    }

    /// Returns after the commit; whatever was there already is left as it is.
    public Taken commit(Intake intake) {
        return commits.submit(intake);
    }

    @PreDestroy
    void close() {
        commits.close();
    }
}
