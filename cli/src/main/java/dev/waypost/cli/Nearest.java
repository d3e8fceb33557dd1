package dev.waypost.cli;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Finds the word that a mistyped one was meant to be.
final class Nearest {
    private static final int FARTHEST = 3;

    private Nearest() {}

    static Optional<String> to(String word, List<String> known) {
        var plain = word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
        return known.stream()
                .filter(candidate -> distance(plain, candidate) <= Math.min(FARTHEST, plain.length() / 2))
                .min(Comparator.comparingInt(candidate -> distance(plain, candidate)));
    }

    private static int distance(String from, String to) {
        var previous = new int[to.length() + 1];
        for (var j = 0; j <= to.length(); j++) {
            previous[j] = j;
        }
        for (var i = 1; i <= from.length(); i++) {
            var current = new int[to.length() + 1];
            current[0] = i;
            for (var j = 1; j <= to.length(); j++) {
                var change = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
                current[j] = Math.min(Math.min(current[j - 1], previous[j]) + 1, previous[j - 1] + change);
            }
            previous = current;
        }
        return previous[to.length()];
    }
}
