package dev.waypost.health.failover;

/// Says when it is our own network that fails, and not one server with many endpoints on it.
public final class OwnNetworkPolicy {
    private OwnNetworkPolicy() {}

    /// @param brake whether most endpoints are silent
    /// @param silent servers with endpoints that fell silent lately
    /// @param answering servers that answered lately
    public static boolean fails(boolean brake, long silent, long answering) {
        return brake && (silent > 1 || silent == 1 && answering == 0);
    }
}
