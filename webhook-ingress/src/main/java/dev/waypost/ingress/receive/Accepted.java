package dev.waypost.ingress.receive;

/// What became of the events of a webhook that somebody gets.
///
/// @param fresh how many of them were not there before; not known while they wait on the disk
/// @param waiting whether some are safe on the local disk until the store is back
public record Accepted(int fresh, boolean waiting) {}
