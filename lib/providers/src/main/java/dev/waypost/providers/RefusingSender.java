package dev.waypost.providers;

import java.time.Duration;

/// The sender of a provider that cannot send: carries nothing and refuses everything by name.
record RefusingSender(ProviderKind kind) implements Sender {

    @Override
    public boolean carries(Content content) {
        return false;
    }

    @Override
    public SendOutcome send(EndpointAccess endpoint, OutgoingMessage message, Duration timeout) {
        return new SendOutcome.Refused(
                SendOutcome.Refusal.UNSUPPORTED,
                "CONTENT_UNSUPPORTED",
                kind.title() + " cannot send " + message.content().type() + " yet");
    }
}
