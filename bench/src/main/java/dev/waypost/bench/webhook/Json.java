package dev.waypost.bench.webhook;

import java.util.regex.Pattern;

/// A small JSON object whose numbers are asked for by name; the first of a name counts.
record Json(String text) {
    double number(String name) {
        var found = Pattern.compile("\"" + name + "\"\\s*:\\s*(-?[0-9.]+)").matcher(text);
        if (!found.find()) {
            throw new IllegalArgumentException("no number '" + name + "' in " + text);
        }
        return Double.parseDouble(found.group(1));
    }
}
