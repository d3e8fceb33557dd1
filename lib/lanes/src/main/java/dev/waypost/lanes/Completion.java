package dev.waypost.lanes;

/// What became of one item, and the epoch of its lane when the work began.
public record Completion<T, R>(WorkItem<T> item, long epoch, R result) {}
