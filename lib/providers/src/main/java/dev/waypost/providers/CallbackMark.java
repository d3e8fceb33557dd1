package dev.waypost.providers;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Our mark on a message that the provider echoes in its receipts: it ties a receipt to the message and to its trace,
/// even when the answer to the send never reached us.
public record CallbackMark(String messageId, @Nullable String traceparent) {
    private static final Pattern FORM =
            Pattern.compile("wp1\\.([0-9A-Za-z_]{1,64})\\.(00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2})?");

    /// The text that travels: `wp1.<messageId>.<traceparent>`.
    public String text() {
        return "wp1." + messageId + "." + (traceparent == null ? "" : traceparent);
    }

    /// Reads a mark; anything that is not ours, or not well formed, is empty.
    public static Optional<CallbackMark> parse(@Nullable String text) {
        if (text == null || text.length() > 512) {
            return Optional.empty();
        }
        Matcher matcher = FORM.matcher(text);
        return matcher.matches() ? Optional.of(new CallbackMark(matcher.group(1), matcher.group(2))) : Optional.empty();
    }
}
