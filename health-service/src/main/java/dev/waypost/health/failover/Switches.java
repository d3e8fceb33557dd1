package dev.waypost.health.failover;

/// Who commits moves.
interface Switches {
    SwitchAnswer commit(Failover decided);
}
