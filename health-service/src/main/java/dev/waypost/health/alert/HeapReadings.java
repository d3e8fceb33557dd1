package dev.waypost.health.alert;

import dev.waypost.health.system.ProcessState;
import dev.waypost.platform.status.Vital;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// How full heaps are: one reading for each heap, however many services share it.
final class HeapReadings {
    private HeapReadings() {}

    private record Heap(String name, double share) {}

    static List<Reading> of(List<ProcessState> states) {
        Map<String, List<Heap>> heaps = new TreeMap<>();
        for (ProcessState state : states) {
            Vital.Reading memory = state.parts().get("memory");
            if (memory != null) {
                String where = state.service() + " " + state.address();
                heaps.computeIfAbsent(heap(state, memory, where), _ -> new ArrayList<>())
                        .add(new Heap(where, memory.figures().getOrDefault("used_share", 0.0)));
            }
        }
        return heaps.values().stream().map(HeapReadings::reading).toList();
    }

    /// Two processes of one host do not start within the same millisecond, or are told as one.
    private static String heap(ProcessState state, Vital.Reading memory, String where) {
        Double start = memory.figures().get("jvm_start_millis");
        String host = state.address().substring(0, Math.max(0, state.address().lastIndexOf(':')));
        return start == null ? where : host + ' ' + start.longValue();
    }

    private static Reading reading(List<Heap> heaps) {
        String names = String.join(", ", heaps.stream().map(Heap::name).sorted().toList());
        double share = heaps.stream().mapToDouble(Heap::share).max().orElse(0);
        return new Reading(
                AlertKind.MEMORY, "", names, share, names + " uses " + Math.round(share * 100) + " % of the heap");
    }
}
