package dev.waypost.config.change;

import java.util.List;

/// What refers to a resource and so keeps it: how many of a kind, and the first few by name.
///
/// @param kind in the singular, such as `app`
public record Holders(String kind, long count, List<String> some) {
    /// As people read it: `3 apps: a, b, c`.
    @Override
    public String toString() {
        long more = count - some.size();
        return count + " " + kind + (count == 1 ? "" : "s") + ": " + String.join(", ", some)
                + (more == 0 ? "" : " and " + more + " more");
    }
}
