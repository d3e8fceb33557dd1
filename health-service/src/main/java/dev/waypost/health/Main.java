package dev.waypost.health;

import dev.waypost.platform.boot.Service;

/// Starts health-service as a process of its own.
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        Service.run("health", args);
    }
}
