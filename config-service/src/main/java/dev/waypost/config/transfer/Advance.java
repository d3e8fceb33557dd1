package dev.waypost.config.transfer;

import java.util.List;

/// One step forward: what became of its items, and where the next step begins.
///
/// @param cursor written as JSON
/// @param total items in all; 0 leaves what is known
record Advance(Object cursor, List<Item> items, long total) {
    static Advance to(Object cursor, Item... items) {
        return new Advance(cursor, List.of(items), 0);
    }

    static Advance to(Object cursor, List<Item> items) {
        return new Advance(cursor, items, 0);
    }

    long failed() {
        return items.stream().filter(item -> item.outcome().failed()).count();
    }
}
