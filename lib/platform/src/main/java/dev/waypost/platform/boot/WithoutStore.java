package dev.waypost.platform.boot;

/// A service that can do its work for a while without PostgreSQL; it stays ready as long as it says so.
public interface WithoutStore {
    boolean takesWork();
}
