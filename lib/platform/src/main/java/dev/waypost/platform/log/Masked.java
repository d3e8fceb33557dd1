package dev.waypost.platform.log;

/// Turns what must not be read in a log into something that still tells two apart.
public final class Masked {
    private static final int SHOWN_FRONT = 3;
    private static final int SHOWN_BACK = 2;

    private Masked() {}

    /// `+491701234567` becomes `+49*******67`.
    public static String phone(String number) {
        if (number.length() <= SHOWN_FRONT + SHOWN_BACK) {
            return "*".repeat(number.length());
        }
        return number.substring(0, SHOWN_FRONT)
                + "*".repeat(number.length() - SHOWN_FRONT - SHOWN_BACK)
                + number.substring(number.length() - SHOWN_BACK);
    }

    /// Masks every run of 9 to 15 digits that stands alone, and every bearer token: the last net under a log line.
    static String text(String text) {
        StringBuilder masked = null;
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            boolean starts = isDigit(c) && (i == 0 || !isWord(text.charAt(i - 1)));
            if (!starts) {
                i++;
                continue;
            }
            int end = i;
            while (end < text.length() && isDigit(text.charAt(end))) {
                end++;
            }
            int length = end - i;
            if (length >= 9 && length <= 15 && (end == text.length() || !isWord(text.charAt(end)))) {
                if (masked == null) {
                    masked = new StringBuilder(text);
                }
                for (int at = i + SHOWN_FRONT; at < end - SHOWN_BACK; at++) {
                    masked.setCharAt(at, '*');
                }
            }
            i = end;
        }
        String digitsMasked = masked == null ? text : masked.toString();
        int bearer = digitsMasked.indexOf("Bearer ");
        return bearer < 0 ? digitsMasked : digitsMasked.replaceAll("Bearer \\S+", "Bearer [set]");
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isWord(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '-' || c == '.' || c == ':';
    }
}
