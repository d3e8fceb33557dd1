package dev.waypost.send.number;

import java.util.regex.Pattern;

/// Decides whether a text names a recipient, and in which one form it is stored and sent.
public final class NumberPolicy {
    private static final Pattern USER_ID = Pattern.compile("[A-Z]{2}\\.(ENT\\.)?[0-9A-Za-z]{1,128}");
    private static final Pattern CHAT = Pattern.compile("[0-9][0-9-]{4,40}@(g\\.us|lid|newsletter)");
    private static final Pattern NUMBER_CHAT =
            Pattern.compile("([0-9]{7,15})(:[0-9]{1,3})?@(s\\.whatsapp\\.net|c\\.us)");
    private static final Pattern E164 = Pattern.compile("\\+[1-9][0-9]{6,14}");
    private static final Pattern TRUNK = Pattern.compile("\\(\\s*0\\s*\\)");
    private static final int MOST_CHARACTERS = 128;
    private static final int SHORTEST_INTERNATIONAL = 10;

    private NumberPolicy() {}

    /// What a recipient text is.
    public sealed interface Verdict {
        /// The one form: E.164 with plus, or the provider's user or group id as it is.
        ///
        /// @param user the same for every way in which one user's number is written, see [#userOf]
        record Recipient(String to, String user) implements Verdict {}

        /// Not a recipient.
        record Invalid(String expected) implements Verdict {}
    }

    /// Without a country code of the tenant, digits without a plus are taken as a number with its country code, as
    /// existing callers write them.
    ///
    /// @param countryCode digits that stand before national numbers; empty for none
    public static Verdict decide(String text, String countryCode) {
        String trimmed = text.strip();
        if (USER_ID.matcher(trimmed).matches() || CHAT.matcher(trimmed).matches()) {
            return new Verdict.Recipient(trimmed, trimmed);
        }
        var chat = NUMBER_CHAT.matcher(trimmed);
        String number = chat.matches() ? "+" + chat.group(1) : international(trimmed, countryCode);
        return E164.matcher(number).matches()
                ? new Verdict.Recipient(number, userOf(number))
                : new Verdict.Invalid("E.164 with country code, such as +491701234567");
    }

    /// Whether only gateways know such a recipient: a group, a channel, a hidden user.
    public static boolean isChat(String recipient) {
        return recipient.indexOf('@') >= 0;
    }

    /// One key for the ways in which WhatsApp, operators and people write one user's number: Brazil's ninth digit,
    /// Mexico's 1 and Argentina's 9 after the country code come and go. Takes digits with or without a plus.
    public static String userOf(String name) {
        String digits = name.startsWith("+") ? name.substring(1) : name;
        if (!isDigits(digits)) {
            return name;
        }
        int length = digits.length();
        String key = digits;
        if (length == 13 && digits.startsWith("55") && digits.charAt(4) == '9') {
            key = digits.substring(0, 4) + digits.substring(5);
        } else if (length == 13 && (digits.startsWith("521") || digits.startsWith("549"))) {
            key = digits.substring(0, 2) + digits.substring(3);
        }
        return "+" + key;
    }

    private static String international(String text, String countryCode) {
        String bare = bare(text);
        if (bare.startsWith("+")) {
            return bare;
        }
        if (bare.startsWith("00")) {
            return "+" + bare.substring(2);
        }
        if (countryCode.isEmpty()
                || (bare.startsWith(countryCode) && bare.length() >= SHORTEST_INTERNATIONAL)
                || bare.isEmpty()) {
            return "+" + bare;
        }
        // Italy alone keeps the zero of its land lines when it is called from abroad.
        String national = bare.startsWith("0") && !countryCode.equals("39") ? bare.substring(1) : bare;
        return "+" + countryCode + national;
    }

    /// Digits of any script as ASCII, without what people and documents put between them; marks of writing direction
    /// come along whenever a number is copied.
    private static String bare(String text) {
        if (text.length() > MOST_CHARACTERS) {
            return "";
        }
        String written = text.indexOf('(') < 0 ? text : TRUNK.matcher(text).replaceAll("");
        var bare = new StringBuilder(written.length());
        for (int at = 0; at < written.length(); at++) {
            char character = written.charAt(at);
            int digit = Character.digit(character, 10);
            if (digit >= 0) {
                bare.append((char) ('0' + digit));
            } else if (!isDecoration(character)) {
                bare.append(character == '\uFF0B' ? '+' : character);
            }
        }
        return bare.toString();
    }

    private static boolean isDecoration(char character) {
        return switch (character) {
            case '(', ')', '.', '/', '-' -> true;
            default ->
                Character.isWhitespace(character)
                        || Character.isSpaceChar(character)
                        || Character.getType(character) == Character.FORMAT
                        || Character.getType(character) == Character.DASH_PUNCTUATION;
        };
    }

    private static boolean isDigits(String text) {
        for (int at = 0; at < text.length(); at++) {
            if (text.charAt(at) < '0' || text.charAt(at) > '9') {
                return false;
            }
        }
        return !text.isEmpty();
    }
}
