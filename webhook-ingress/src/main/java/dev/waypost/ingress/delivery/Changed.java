package dev.waypost.ingress.delivery;

import java.util.List;
import java.util.Set;

/// Which of the deliveries that a person named a change took hold of, and which it left alone; both as asked for.
public record Changed(List<String> changed, List<String> skipped) {
    static Changed of(List<String> asked, Set<String> changed) {
        return new Changed(
                asked.stream().distinct().filter(changed::contains).toList(),
                asked.stream().distinct().filter(id -> !changed.contains(id)).toList());
    }
}
