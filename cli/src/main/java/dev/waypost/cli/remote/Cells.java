package dev.waypost.cli.remote;

import java.util.regex.Pattern;

/// Text as a terminal shows it: how many columns it takes, without what would draw on the screen.
final class Cells {
    /// Controls, and the marks that turn the direction of everything after them.
    private static final Pattern UNSEEN = Pattern.compile("[\\p{Cntrl}\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]");

    private Cells() {}

    /// A line break, an escape or a mark of direction in somebody's name must not draw on the terminal.
    static String plain(String text) {
        return UNSEEN.matcher(text).replaceAll(" ");
    }

    static int width(String text) {
        return text.codePoints().map(Cells::width).sum();
    }

    /// As much of it as fits, with a mark where it was cut.
    static String cut(String text, int width) {
        if (width(text) <= width) {
            return text;
        }
        StringBuilder kept = new StringBuilder();
        int used = 0;
        for (int point : text.codePoints().toArray()) {
            used += width(point);
            if (used > width - 1) {
                break;
            }
            kept.appendCodePoint(point);
        }
        return kept.append('…').toString();
    }

    static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - width(text)));
    }

    private static int width(int point) {
        int type = Character.getType(point);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || type == Character.FORMAT) {
            return 0;
        }
        boolean wide = point >= 0x1100 && point <= 0x115f
                || point >= 0x2e80 && point <= 0xa4cf
                || point >= 0xac00 && point <= 0xd7a3
                || point >= 0xf900 && point <= 0xfaff
                || point >= 0xfe30 && point <= 0xfe6f
                || point >= 0xff00 && point <= 0xff60
                || point >= 0x1f300 && point <= 0x1faff
                || point >= 0x20000 && point <= 0x3fffd;
        return wide ? 2 : 1;
    }
}
