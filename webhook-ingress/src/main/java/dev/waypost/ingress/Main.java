package dev.waypost.ingress;

import dev.waypost.platform.boot.Service;

/// Starts webhook-ingress as a process of its own.
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        Service.run("ingress", args);
    }
}
