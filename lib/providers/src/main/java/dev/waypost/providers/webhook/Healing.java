package dev.waypost.providers.webhook;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/// Saves what can be read of a body that cannot: the smallest values that are broken are blanked out, in a copy of the
/// same length, so that their siblings count.
public final class Healing {
    /// body › entries › entry › changes › change › value › messages › message › its fields
    private static final int DEEPEST = 8;

    private Healing() {}

    /// A copy that can be read; when nothing of it can, a text of blanks.
    public static byte[] of(byte[] body) {
        byte[] copy = body.clone();
        heal(copy, 0, copy.length, 0);
        return copy;
    }

    private static void heal(byte[] copy, int start, int end, int depth) {
        if (isReadable(copy, start, end)) {
            return;
        }
        if (depth < DEEPEST) {
            List<Outline.Part> children = Outline.parts(copy, start, end);
            for (Outline.Part child : children) {
                heal(copy, child.start(), child.end(), depth + 1);
            }
            if (!children.isEmpty() && isReadable(copy, start, end)) {
                return;
            }
        }
        blank(copy, start, end);
    }

    private static boolean isReadable(byte[] copy, int start, int end) {
        try (JsonCursor json = JsonCursor.over(copy, start, end)) {
            if (!json.begin()) {
                return false;
            }
            json.end();
            // A second value is as wrong as a broken one.
            return !json.begin();
        } catch (IOException broken) {
            return false;
        }
    }

    private static void blank(byte[] copy, int start, int end) {
        if (end - start < 2) {
            Arrays.fill(copy, start, end, (byte) '0');
            return;
        }
        Arrays.fill(copy, start, end, (byte) ' ');
        copy[start] = '"';
        copy[end - 1] = '"';
    }
}
