package dev.waypost.testkit;

import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/// Names and numbers that no other test uses.
public final class Fixtures {
    private Fixtures() {}

    public static String tenantId() {
        return "tenant-" + letters(12);
    }

    public static String id(String prefix) {
        return prefix + "-" + letters(12);
    }

    public static String secret() {
        return letters(32);
    }

    /// A German mobile number in E.164 form.
    public static String phone() {
        return "+49151" + digits(8);
    }

    /// What Meta calls a phone number id.
    public static String phoneNumberId() {
        return "1" + digits(14);
    }

    public static String digits(int count) {
        return ThreadLocalRandom.current()
                .ints(count, 0, 10)
                .mapToObj(Integer::toString)
                .collect(java.util.stream.Collectors.joining());
    }

    private static String letters(int count) {
        var text = new StringBuilder();
        while (text.length() < count) {
            text.append(Long.toString(ThreadLocalRandom.current().nextLong(1L << 60), 36));
        }
        return text.substring(0, count).toLowerCase(Locale.ROOT);
    }
}
