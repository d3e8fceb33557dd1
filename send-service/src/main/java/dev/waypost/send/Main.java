package dev.waypost.send;

import dev.waypost.platform.boot.Service;

/// Starts send-service on its own.
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        Service.run("send", arguments);
    }
}
