package dev.waypost.providers.specs;

import dev.waypost.providers.CallbackMark;
import dev.waypost.providers.Content;
import dev.waypost.providers.OutgoingMessage;
import org.jspecify.annotations.Nullable;

/// Messages to hold against specifications.
public final class Messages {
    private Messages() {}

    public static OutgoingMessage of(Content content, @Nullable String replyTo) {
        return new OutgoingMessage("msg_1", "+4915112345678", content, replyTo, new CallbackMark("msg_1", null));
    }
}
