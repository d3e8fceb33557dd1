package dev.waypost.ingress.intake;

import dev.waypost.lanes.GroupCommit;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;

/// Commits webhooks, many in one transaction; each caller is answered after its commit.
@Singleton
public class Intakes {
    private final GroupCommit<Intake, Taken> commits;

    Intakes(IntakeLog log, IntakeSettings settings) {
        this.commits = new GroupCommit<>("intake", settings.maxBatch(), settings.linger(), log::commit);
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
