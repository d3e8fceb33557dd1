package dev.waypost.simulator.http;

/// Answers one request; runs on a virtual thread of its own and may block.
@FunctionalInterface
public interface HttpHandler {

    HttpAnswer answer(HttpRequest request) throws InterruptedException;
}
