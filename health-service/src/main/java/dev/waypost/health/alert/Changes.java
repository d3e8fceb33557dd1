package dev.waypost.health.alert;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What an alert is after something happened to it.
final class Changes {
    private static final int MOST_SUMMARY = 500;

    private Changes() {}

    static Standing suspected(String alertId, @Nullable Reading reading, Rule rule, Instant now) {
        if (reading == null) {
            throw new IllegalArgumentException("nothing is suspected without a reading");
        }
        return new Standing(
                alertId,
                reading.key(),
                0,
                0,
                rule.severity(),
                AlertState.PENDING,
                cut(reading.summary()),
                reading.value(),
                rule.threshold(),
                1,
                Told.NOBODY,
                false,
                now,
                null,
                null,
                null,
                null,
                "",
                "",
                null);
    }

    /// The latest value.
    static Standing measured(Standing alert, Reading reading, Rule rule) {
        return new Draft(alert)
                .value(reading.value(), rule.threshold(), rule.severity(), cut(reading.summary()))
                .done();
    }

    /// Small movements are no news.
    static boolean isNews(Standing before, Standing latest) {
        double most = 0.25 * Math.max(Math.abs(before.value()), Math.abs(before.threshold()));
        return before.severity() != latest.severity() || Math.abs(latest.value() - before.value()) > most;
    }

    static Standing raised(Standing alert, Instant now) {
        return new Draft(alert).state(AlertState.OPEN).raised(now).done();
    }

    /// It looked over, and was not.
    static Standing returned(Standing alert, Instant now) {
        return new Draft(alert).below(null).again(now).done();
    }

    static Standing subsided(Standing alert, Instant now) {
        return new Draft(alert).below(now).done();
    }

    static Standing cleared(Standing alert, Instant now) {
        return new Draft(alert).state(AlertState.CLEARED).cleared(now).done();
    }

    static Standing silenced(Standing alert, boolean quiet) {
        return alert.silenced() == quiet
                ? alert
                : new Draft(alert).silenced(quiet).done();
    }

    static Standing told(Standing alert, Told whom) {
        return new Draft(alert).told(whom).done();
    }

    static Standing acknowledged(Standing alert, String who, String comment, Instant now) {
        return new Draft(alert)
                .state(AlertState.ACKNOWLEDGED)
                .acknowledged(who, comment, now)
                .done();
    }

    private static String cut(String text) {
        return text.length() <= MOST_SUMMARY ? text : text.substring(0, MOST_SUMMARY - 1) + "…";
    }

    /// A copy that may still change.
    private static final class Draft {
        private final Standing was;
        private Severity severity;
        private AlertState state;
        private String summary;
        private double value;
        private double threshold;
        private int occurrences;
        private Told told;
        private boolean silenced;
        private @Nullable Instant below;
        private @Nullable Instant raise;
        private @Nullable Instant lastRaise;
        private @Nullable Instant acknowledge;
        private String by;
        private String comment;
        private @Nullable Instant clear;

        Draft(Standing was) {
            this.was = was;
            this.severity = was.severity();
            this.state = was.state();
            this.summary = was.summary();
            this.value = was.value();
            this.threshold = was.threshold();
            this.occurrences = was.occurrences();
            this.told = was.told();
            this.silenced = was.silenced();
            this.below = was.belowTime();
            this.raise = was.raiseTime();
            this.lastRaise = was.lastRaiseTime();
            this.acknowledge = was.acknowledgeTime();
            this.by = was.acknowledgedBy();
            this.comment = was.comment();
            this.clear = was.clearTime();
        }

        Draft value(double now, double allowed, Severity how, String text) {
            value = now;
            threshold = allowed;
            severity = how;
            summary = text;
            return this;
        }

        Draft state(AlertState now) {
            state = now;
            return this;
        }

        Draft raised(Instant now) {
            raise = now;
            lastRaise = now;
            return this;
        }

        Draft again(Instant now) {
            occurrences++;
            lastRaise = now;
            return this;
        }

        Draft below(@Nullable Instant since) {
            below = since;
            return this;
        }

        Draft cleared(Instant now) {
            clear = now;
            return this;
        }

        Draft silenced(boolean quiet) {
            silenced = quiet;
            return this;
        }

        Draft told(Told whom) {
            told = whom;
            return this;
        }

        Draft acknowledged(String who, String said, Instant now) {
            by = who;
            comment = said;
            acknowledge = now;
            return this;
        }

        Standing done() {
            return new Standing(
                    was.alertId(),
                    was.key(),
                    was.seq(),
                    was.change(),
                    severity,
                    state,
                    summary,
                    value,
                    threshold,
                    occurrences,
                    told,
                    silenced,
                    was.sinceTime(),
                    below,
                    raise,
                    lastRaise,
                    acknowledge,
                    by,
                    comment,
                    clear);
        }
    }
}
