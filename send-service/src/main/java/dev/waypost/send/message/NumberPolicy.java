package dev.waypost.send.message;

import java.util.regex.Pattern;

/// Decides whether a text names a recipient, and in which one form it is stored and sent.
public final class NumberPolicy {
    private static final Pattern USER_ID = Pattern.compile("[A-Z]{2}\\.(ENT\\.)?[0-9A-Za-z]{1,128}");
    private static final Pattern DECORATION = Pattern.compile("[\\s()./\\-\\u00A0]");
    private static final Pattern E164 = Pattern.compile("\\+[1-9][0-9]{6,14}");

    private NumberPolicy() {}

    /// What a recipient text is.
    public sealed interface Verdict {
        /// The one form: E.164 with plus, or a business-scoped user id as it is.
        record Recipient(String to) implements Verdict {}

        /// Not a recipient.
        record Invalid(String expected) implements Verdict {}
    }

    /// Digits without a plus are taken as a number with its country code, as existing callers write them.
    public static Verdict decide(String text) {
        String trimmed = text.strip();
        if (USER_ID.matcher(trimmed).matches()) {
            return new Verdict.Recipient(trimmed);
        }
        String bare = DECORATION.matcher(trimmed).replaceAll("");
        String number = bare.startsWith("+") ? bare : bare.startsWith("00") ? "+" + bare.substring(2) : "+" + bare;
        return E164.matcher(number).matches()
                ? new Verdict.Recipient(number)
                : new Verdict.Invalid("E.164 with country code, such as +491701234567");
    }
}
