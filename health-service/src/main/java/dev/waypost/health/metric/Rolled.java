package dev.waypost.health.metric;

import dev.waypost.platform.tally.Count;
import dev.waypost.platform.tally.TallyBatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Batches of many processes, added up: each batch once, however often it came.
///
/// @param minutes what to add to each minute
/// @param processes the last batch of each process
record Rolled(Map<Place, Numbers> minutes, Map<String, Long> processes) {
    /// Of whom, and when; no tenant stands for the platform.
    record Place(String tenantId, String endpointId, long time) {}

    /// @param known the last batch of each process that was taken before
    static Rolled of(List<TallyBatch> batches, Map<String, Long> known) {
        Map<String, Long> processes = new HashMap<>();
        Map<Place, Numbers> minutes = new HashMap<>();
        for (TallyBatch batch : batches) {
            long last = processes.getOrDefault(batch.process(), known.getOrDefault(batch.process(), 0L));
            if (batch.sequence() <= last) {
                continue;
            }
            processes.put(batch.process(), batch.sequence());
            Numbers all = minutes.computeIfAbsent(new Place("", "", batch.minute()), _ -> new Numbers());
            for (TallyBatch.Line line : batch.lines()) {
                all.add(line.counts());
                if (!line.tenantId().isEmpty()) {
                    minutes.computeIfAbsent(
                                    new Place(line.tenantId(), line.endpointId(), batch.minute()), _ -> new Numbers())
                            .add(line.counts());
                }
            }
        }
        return new Rolled(minutes, processes);
    }

    /// The same by the hour, and once more in hour 0, which holds everything.
    Map<Place, Numbers> hours() {
        Map<Place, Numbers> hours = new HashMap<>();
        minutes.forEach((place, numbers) -> {
            for (long hour : new long[] {0, place.time() / 60}) {
                hours.computeIfAbsent(new Place(place.tenantId(), place.endpointId(), hour), _ -> new Numbers())
                        .add(numbers);
            }
        });
        return hours;
    }

    /// When users last wrote to each endpoint, in seconds since 1970, for hour 0.
    Map<Place, Long> received() {
        Map<Place, Long> received = new HashMap<>();
        minutes.forEach((place, numbers) -> {
            if (!place.tenantId().isEmpty() && numbers.of(Count.RECEIVED) > 0) {
                received.merge(new Place(place.tenantId(), place.endpointId(), 0), place.time() * 60, Math::max);
            }
        });
        return received;
    }

    /// In one order, so that nobody waits for another in a circle.
    static List<Map.Entry<Place, Numbers>> sorted(Map<Place, Numbers> numbers) {
        var sorted = new ArrayList<>(numbers.entrySet());
        sorted.sort(Map.Entry.comparingByKey((a, b) -> {
            int byTenant = a.tenantId().compareTo(b.tenantId());
            int byTime = byTenant != 0 ? byTenant : Long.compare(a.time(), b.time());
            return byTime != 0 ? byTime : a.endpointId().compareTo(b.endpointId());
        }));
        return sorted;
    }
}
