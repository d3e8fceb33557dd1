package dev.waypost.health.probe;

/// Says whether it is our own network that fails.
public interface OwnNetwork {
    /// Whether so many servers that have nothing to do with each other are silent at once that it must be ours. A few
    /// seconds old at most.
    boolean fails();
}
