package dev.waypost.console;

import dev.waypost.platform.boot.Service;

/// Starts the console as a process of its own.
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        Service.run("console", args);
    }
}
