package dev.waypost.platform.tally;

/// What is timed. The code is what travels and is stored: it never changes its meaning.
public enum Timing {
    /// From the call to its answer.
    ACCEPT("a"),
    /// From accepted to taken by the provider.
    DISPATCH("d"),
    /// From received to taken by the project.
    DELIVERY("p");

    private final String code;

    Timing(String code) {
        this.code = code;
    }

    public String code() {
        return code;
    }
}
