package dev.waypost.ingress.erase;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Under which names a user's events may be found, for every name that a caller knows.
final class UserNamePolicy {
    private static final int FEWEST_DIGITS = 7;
    private static final int LONG = 13;
    private static final String NINE = "9";

    private UserNamePolicy() {}

    /// Numbers as digits, in all the ways in which WhatsApp writes them; ids as they are.
    static Set<String> names(List<String> written) {
        Set<String> names = new LinkedHashSet<>();
        for (String name : written) {
            String digits = name.startsWith("+") ? name.substring(1) : name;
            if (isDigits(digits)) {
                names.add(digits);
                other(digits, names);
            } else {
                names.add(name);
            }
        }
        return names;
    }

    /// Brazil's ninth digit, Mexico's 1 and Argentina's 9 come and go.
    private static void other(String digits, Set<String> names) {
        if (digits.startsWith("55") && digits.length() == LONG && digits.startsWith(NINE, 4)) {
            names.add(digits.substring(0, 4) + digits.substring(5));
        } else if (digits.startsWith("55") && digits.length() == LONG - 1) {
            names.add(digits.substring(0, 4) + NINE + digits.substring(4));
        } else if ((digits.startsWith("521") || digits.startsWith("549")) && digits.length() == LONG) {
            names.add(digits.substring(0, 2) + digits.substring(3));
        } else if (digits.startsWith("52") && digits.length() == LONG - 1) {
            names.add("521" + digits.substring(2));
        } else if (digits.startsWith("54") && digits.length() == LONG - 1) {
            names.add("549" + digits.substring(2));
        }
    }

    /// What bodies contain of these names: nothing so short that it stands for much else.
    static List<String> telling(Set<String> names) {
        return names.stream()
                .map(name -> name.endsWith("@lid") ? name.substring(0, name.length() - "@lid".length()) : name)
                .filter(name -> name.length() >= FEWEST_DIGITS)
                .toList();
    }

    private static boolean isDigits(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
