package dev.waypost.configclient;

/// A snapshot, and how long its JSON was: what it takes in memory goes by that.
record Sized(TenantSnapshot snapshot, int length) {}
