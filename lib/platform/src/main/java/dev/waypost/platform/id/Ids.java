package dev.waypost.platform.id;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/// Makes ids: time-ordered, 26 characters of Crockford base 32 behind a prefix, unique across processes.
public final class Ids {
    private static final char[] ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final AtomicLong LAST_MILLIS = new AtomicLong();

    private Ids() {}

    public static String next(String prefix) {
        // Never backwards within a process, also when the clock steps: index locality and readers rely on it.
        long millis = LAST_MILLIS.updateAndGet(last -> Math.max(last, System.currentTimeMillis()));
        var text = new StringBuilder(prefix.length() + 27).append(prefix).append('_');
        append(text, millis, 10);
        append(text, RANDOM.nextLong(), 8);
        append(text, RANDOM.nextLong(), 8);
        return text.toString();
    }

    /// 256 random bits for a secret that people paste: letters and digits only.
    public static String token() {
        var text = new StringBuilder(52);
        for (int i = 0; i < 4; i++) {
            append(text, RANDOM.nextLong(), 13);
        }
        return text.toString();
    }

    private static void append(StringBuilder text, long bits, int characters) {
        for (int i = characters - 1; i >= 0; i--) {
            text.append(ALPHABET[(int) (bits >>> Math.min(5L * i, 63)) & 31]);
        }
    }
}
