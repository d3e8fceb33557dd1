package dev.waypost.providers.evolution;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Blanks out the API keys that Evolution sends along, also in a body that cannot be read.
///
/// It looks for the name in quotes: inside a text the quotes would be escaped, so what users write is left alone.
final class EvolutionKeys {
    private static final byte[][] NAMES = {
        "\"apikey\"".getBytes(StandardCharsets.US_ASCII), "\"api_key\"".getBytes(StandardCharsets.US_ASCII)
    };

    private EvolutionKeys() {}

    /// The same bytes when there is none.
    static byte[] blanked(byte[] body) {
        byte[] result = body;
        for (byte[] name : NAMES) {
            for (int at = find(body, name, 0); at >= 0; at = find(body, name, at + 1)) {
                int from = valueAt(body, at + name.length);
                if (from >= 0) {
                    result = result == body ? body.clone() : result;
                    Arrays.fill(result, from, end(body, from), (byte) '*');
                }
            }
        }
        return result;
    }

    private static int find(byte[] body, byte[] name, int from) {
        for (int at = from; at <= body.length - name.length; at++) {
            if (body[at] == name[0] && Arrays.equals(body, at, at + name.length, name, 0, name.length)) {
                return at;
            }
        }
        return -1;
    }

    /// Where the text after a colon begins; -1 when there is none.
    private static int valueAt(byte[] body, int from) {
        int at = blanks(body, from);
        if (at >= body.length || body[at] != ':') {
            return -1;
        }
        at = blanks(body, at + 1);
        return at < body.length && body[at] == '"' ? at + 1 : -1;
    }

    private static int blanks(byte[] body, int from) {
        int at = from;
        while (at < body.length && body[at] >= 0 && body[at] <= ' ') {
            at++;
        }
        return at;
    }

    private static int end(byte[] body, int from) {
        int at = from;
        while (at < body.length && body[at] != '"') {
            at += body[at] == '\\' ? 2 : 1;
        }
        return Math.min(at, body.length);
    }
}
