package dev.waypost.config.tenant;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Decides whether a tenant's regular expression is small enough to be compiled: a linear-time matcher unrolls counted
/// repetitions, and a short pattern of nested ones would fill the memory.
final class PatternPolicy {
    static final long MOST_STEPS = 10_000;
    private static final Pattern COUNT = Pattern.compile("\\{([0-9]{1,9})(,([0-9]{0,9}))?}");

    private PatternPolicy() {}

    static boolean isSmall(String pattern) {
        return steps(pattern) <= MOST_STEPS;
    }

    /// At least as many steps as the compiled pattern has, nearly; what is no valid pattern has any number.
    static long steps(String pattern) {
        Deque<Long> outer = new ArrayDeque<>();
        long group = 0;
        long last = 0;
        int at = 0;
        while (at < pattern.length()) {
            char next = pattern.charAt(at);
            Matcher count = COUNT.matcher(pattern).region(at, pattern.length());
            if (next == '{' && count.lookingAt()) {
                group = Math.min(MOST_STEPS + 1, group + last * (times(count) - 1));
                last = Math.min(MOST_STEPS + 1, last * times(count));
                at = count.end();
                continue;
            }
            switch (next) {
                case '(' -> {
                    outer.push(group);
                    group = 1;
                    last = 0;
                }
                case ')' -> {
                    last = group;
                    group = Math.min(MOST_STEPS + 1, group + (outer.isEmpty() ? 0 : outer.pop()));
                }
                case '*', '+', '?' -> group++;
                default -> {
                    last = 1;
                    group++;
                }
            }
            at = next == '\\' ? escapeEnd(pattern, at) : next == '[' ? classEnd(pattern, at) : at + 1;
        }
        return group + outer.stream().mapToLong(Long::longValue).sum();
    }

    private static long times(Matcher count) {
        long least = Long.parseLong(count.group(1));
        String most = count.group(3);
        return Math.max(1, most == null || most.isEmpty() ? least + 1 : Math.max(least, Long.parseLong(most)));
    }

    private static int escapeEnd(String pattern, int at) {
        if (!pattern.startsWith("\\Q", at)) {
            return at + 2;
        }
        int end = pattern.indexOf("\\E", at);
        return end < 0 ? pattern.length() : end + 2;
    }

    /// A bracket first in a class is one of its members; one after a backslash always is.
    private static int classEnd(String pattern, int at) {
        int next = at + 1;
        if (next < pattern.length() && pattern.charAt(next) == '^') {
            next++;
        }
        if (next < pattern.length() && pattern.charAt(next) == ']') {
            next++;
        }
        while (next < pattern.length() && pattern.charAt(next) != ']') {
            int posix = pattern.startsWith("[:", next) ? pattern.indexOf(":]", next) : -1;
            next = posix > 0 ? posix + 2 : pattern.charAt(next) == '\\' ? next + 2 : next + 1;
        }
        return next + 1;
    }
}
