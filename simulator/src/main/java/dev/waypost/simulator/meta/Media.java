package dev.waypost.simulator.meta;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Uploaded files. Bounded: the oldest file is forgotten first.
public final class Media {
    private static final long MOST_BYTES = 32L * 1024 * 1024;

    private final RandomGenerator random;
    private final Map<String, Item> items = new LinkedHashMap<>();
    private long weight;

    public Media(RandomGenerator random) {
        this.random = random;
    }

    record Item(String id, String accessToken, String contentType, byte[] bytes) {}

    synchronized String add(String accessToken, String contentType, byte[] bytes) {
        String id = String.valueOf(random.nextLong(100_000_000_000_000L, 1_000_000_000_000_000L));
        items.put(id, new Item(id, accessToken, contentType, bytes));
        weight += bytes.length;
        var oldest = items.values().iterator();
        while (weight > MOST_BYTES && oldest.hasNext()) {
            weight -= oldest.next().bytes().length;
            oldest.remove();
        }
        return id;
    }

    synchronized Optional<Item> find(String id, String accessToken) {
        return Optional.ofNullable(items.get(id))
                .filter(item -> item.accessToken().equals(accessToken));
    }

    synchronized boolean remove(Item item) {
        boolean removed = items.remove(item.id(), item);
        weight -= removed ? item.bytes().length : 0;
        return removed;
    }

    public synchronized void clear() {
        items.clear();
        weight = 0;
    }
}
