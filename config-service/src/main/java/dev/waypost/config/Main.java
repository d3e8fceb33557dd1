package dev.waypost.config;

import dev.waypost.platform.boot.Service;

/// Starts config-service as a process of its own.
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        Service.run("config", args);
    }
}
