package dev.waypost.ingress.listener;

/// Answers one request; called on a virtual thread, so it may block.
@FunctionalInterface
public interface PublicHandler {
    PublicAnswer answer(PublicRequest request);
}
