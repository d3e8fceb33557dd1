package dev.waypost.health.failover;

/// Hears of moves that this process opened or ended, at once and on the thread that did so: a hint, not a record.
public interface FailoverListener {
    void changed(Failover failover);
}
