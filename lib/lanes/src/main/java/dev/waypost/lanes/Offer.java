package dev.waypost.lanes;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A row just committed here, and what stood before it in its conversation as the commit saw it.
public record Offer<T>(WorkItem<T> item, Behind behind) {
    /// The offered rows that are ready and stand behind no offered row that is not: such a
    /// one may be waiting for later.
    static <T> List<WorkItem<T>> withoutGaps(Collection<WorkItem<T>> offered, Set<Long> ready) {
        var passed = new ArrayList<WorkItem<T>>();
        Set<String> broken = new HashSet<>();
        for (WorkItem<T> item :
                offered.stream().sorted(Comparator.comparingLong(WorkItem::id)).toList()) {
            if (!ready.contains(item.id())) {
                broken.add(item.conversation());
            } else if (!broken.contains(item.conversation())) {
                passed.add(item);
            }
        }
        return passed;
    }
}
