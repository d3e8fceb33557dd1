package dev.waypost.send.message;

import dev.waypost.providers.Content;
import dev.waypost.providers.ProviderKind;
import dev.waypost.send.tenant.SendingRules.WindowRule;

/// Decides what becomes of a message to a user who has not written for a day.
public final class WindowPolicy {
    private WindowPolicy() {}

    /// What to do with it.
    public enum Decision {
        SEND,
        REJECT,
        SEND_FALLBACK
    }

    /// Whether the window matters at all: only Meta has one, templates open it, and signals follow what the user wrote.
    public static boolean matters(WindowRule rule, ProviderKind provider, Content content) {
        return rule != WindowRule.SEND
                && provider == ProviderKind.META_CLOUD
                && !(content instanceof Content.Template)
                && !content.isSignal();
    }

    /// @param isOpen whether the user wrote to this endpoint within the last day
    public static Decision decide(WindowRule rule, boolean isOpen) {
        if (isOpen) {
            return Decision.SEND;
        }
        return switch (rule) {
            case SEND -> Decision.SEND;
            case REJECT -> Decision.REJECT;
            case TEMPLATE -> Decision.SEND_FALLBACK;
        };
    }
}
