package dev.waypost.cli.remote;

import java.util.ArrayList;
import java.util.List;

/// What a doctor found, step by step, in the order it looked.
final class Findings {
    private final List<Finding> all = new ArrayList<>();

    enum Outcome {
        OK("✓"),
        /// Nothing is broken, but somebody should know.
        NOTE("–"),
        WRONG("✗");

        private final String mark;

        Outcome(String mark) {
            this.mark = mark;
        }

        String mark() {
            return mark;
        }
    }

    /// @param step what was looked at, said as it should be
    /// @param found what was seen
    /// @param advice what to do; empty where nothing is to be done
    record Finding(String step, Outcome outcome, String found, String advice) {}

    void ok(String step, String found) {
        all.add(new Finding(step, Outcome.OK, found, ""));
    }

    void note(String step, String found, String advice) {
        all.add(new Finding(step, Outcome.NOTE, found, advice));
    }

    void wrong(String step, String found, String advice) {
        all.add(new Finding(step, Outcome.WRONG, found, advice));
    }

    /// @param well whether the step is as it should be
    void judge(boolean well, String step, String found, String advice) {
        if (well) {
            ok(step, found);
        } else {
            wrong(step, found, advice);
        }
    }

    List<Finding> all() {
        return all;
    }

    long wrong() {
        return all.stream()
                .filter(finding -> finding.outcome() == Outcome.WRONG)
                .count();
    }
}
