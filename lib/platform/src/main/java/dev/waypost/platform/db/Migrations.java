package dev.waypost.platform.db;

/// Brings the service's schema to the version that its code needs.
public interface Migrations {
    void migrate();
}
