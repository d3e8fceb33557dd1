package dev.waypost.config.purge;

import dev.waypost.config.tenant.PurgeSettings;
import dev.waypost.platform.work.Loops;
import dev.waypost.platform.work.Worker;
import jakarta.inject.Singleton;

/// Keeps purging tenants whose time is over, and forgets answers that nobody will ask for again.
@Singleton
public final class PurgeWorker implements Worker {
    private final Purges purges;
    private final AnswerStore answers;
    private final PurgeSettings settings;
    private final AnswerSettings answerSettings;
    private final Loops loops = new Loops();

    PurgeWorker(Purges purges, AnswerStore answers, PurgeSettings settings, AnswerSettings answerSettings) {
        this.purges = purges;
        this.answers = answers;
        this.settings = settings;
        this.answerSettings = answerSettings;
    }

    @Override
    public void start() {
        loops.every("purge", settings.pause(), this::runOnce);
        loops.every("prune-answers", answerSettings.pause(), this::pruneOnce);
    }

    @Override
    public void close() {
        loops.close();
    }

    public void runOnce() {
        purges.begin();
        boolean more;
        do {
            more = purges.next();
        } while (more);
    }

    /// How many answers were forgotten.
    public int pruneOnce() {
        int all = 0;
        int some;
        do {
            some = answers.forget(answerSettings.keptFor(), answerSettings.batchSize());
            all += some;
        } while (some == answerSettings.batchSize());
        return all;
    }
}
