package dev.waypost.health.verdict;

/// Hears of changes of status that this process committed, at once and on the thread that committed them.
///
/// A hint for whoever wants to be fast: a process that dies after its commit tells nobody. What must not be missed is
/// read from [VerdictChangeStore].
public interface VerdictListener {
    void changed(VerdictChange change);
}
