package dev.waypost.cli.demo;

/// A step of the demo that did not go as it should, in words for whoever watches.
public final class DemoFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DemoFailed(String what) {
        super("the demo stops: " + what);
    }
}
