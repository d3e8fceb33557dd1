package dev.waypost.platform.seal;

/// How long a service keeps what it seals day by day. Its schema has a table `sealed_under`.
public interface SealedDays {
    int days();
}
