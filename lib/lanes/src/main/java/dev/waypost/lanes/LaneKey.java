package dev.waypost.lanes;

import java.nio.charset.StandardCharsets;

/// The map from a conversation to its lane. It is stored with every row, so it must never change.
public final class LaneKey {
    /// How many lanes a queue has.
    public static final int LANES = 1024;

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private LaneKey() {}

    /// The lane, 0 to 1023, of a conversation.
    public static int laneOf(String conversation) {
        long hash = FNV_OFFSET;
        for (byte b : conversation.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * FNV_PRIME;
        }
        // FNV leaves its low bits weak for keys that differ only at the end, as phone numbers do.
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        hash ^= hash >>> 33;
        return (int) (hash & (LANES - 1));
    }
}
