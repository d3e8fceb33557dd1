package dev.waypost.simulator.fault;

import java.util.Locale;

/// A step in a message's life that its sender is told about.
public enum ReceiptName {
    SENT,
    DELIVERED,
    READ,
    FAILED;

    /// The name on the wire.
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
