package dev.waypost.platform.id;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/// Makes ids: time-ordered, 26 characters of Crockford base 32 behind a prefix, unique across processes.
public final class Ids {
    private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final char[] ALPHABET = DIGITS.toCharArray();
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SEQUENCE_BITS = 12;
    private static final AtomicLong LAST_TICK = new AtomicLong();

    private Ids() {}

    /// Greater than every id that this process made before.
    public static String next(String prefix) {
        // Never backwards, also when the clock steps; more than 4096 in a millisecond borrow from the next one.
        long now = System.currentTimeMillis() << SEQUENCE_BITS;
        long tick = LAST_TICK.updateAndGet(last -> Math.max(last + 1, now));
        var text = new StringBuilder(prefix.length() + 27).append(prefix).append('_');
        append(text, tick >>> SEQUENCE_BITS, 10);
        append(text, tick & ((1 << SEQUENCE_BITS) - 1), 3);
        // Ids are no secrets: every look-up asks who looks. What must not be guessed is a token.
        append(text, ThreadLocalRandom.current().nextLong(), 13);
        return text.toString();
    }

    /// When the id was made, to the millisecond.
    public static Instant timeOf(String id) {
        int from = id.indexOf('_') + 1;
        long millis = 0;
        for (int i = from; i < from + 10; i++) {
            int digit = i < id.length() ? DIGITS.indexOf(id.charAt(i)) : -1;
            if (digit < 0) {
                throw new IllegalArgumentException("no id of ours: it does not begin with a time");
            }
            millis = millis << 5 | digit;
        }
        return Instant.ofEpochMilli(millis);
    }

    /// Not greater than any id with that prefix that is made then or later, and greater than those made before.
    public static String floor(String prefix, Instant time) {
        var text = new StringBuilder(prefix.length() + 11).append(prefix).append('_');
        append(text, Math.max(0, time.toEpochMilli()), 10);
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
