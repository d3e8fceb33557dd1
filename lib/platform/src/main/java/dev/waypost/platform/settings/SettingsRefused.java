package dev.waypost.platform.settings;

import java.util.List;

/// The process cannot start with the settings it was given; every problem is one line a person can act on.
public final class SettingsRefused extends RuntimeException {
    private final List<String> problems;

    public SettingsRefused(List<String> problems) {
        super(String.join("; ", problems));
        this.problems = List.copyOf(problems);
    }

    public SettingsRefused(String problem) {
        this(List.of(problem));
    }

    public List<String> problems() {
        return problems;
    }
}
