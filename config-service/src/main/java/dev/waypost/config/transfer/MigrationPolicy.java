package dev.waypost.config.transfer;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Which of a tenant's rows stays. What is not clear is a conflict for a person; nothing is guessed.
final class MigrationPolicy {
    private MigrationPolicy() {}

    sealed interface Decision {
        /// @param why what made it the one
        record Keep(OldRow row, String why) implements Decision {}

        record Conflict(String why) implements Decision {}
    }

    /// @param rows all of the tenant's, in their order
    /// @param holders of each number, all tenants whose rows name it
    static Decision decide(List<OldRow> rows, Map<String, Set<String>> holders) {
        // A row that cannot be read and does not say that it is secondary might be the one.
        List<OldRow> doubtful = rows.stream()
                .filter(row -> !row.sound() && !Boolean.FALSE.equals(row.isPrimary()))
                .toList();
        if (!doubtful.isEmpty()) {
            return new Decision.Conflict(doubtful.stream()
                    .map(row -> "row " + row.position() + " is not valid: " + row.problem())
                    .collect(Collectors.joining("; ")));
        }
        Decision chosen = choose(rows);
        return chosen instanceof Decision.Keep keep ? unlessShared(keep, holders) : chosen;
    }

    private static Decision choose(List<OldRow> rows) {
        List<OldRow> primary = rows.stream()
                .filter(row -> Boolean.TRUE.equals(row.isPrimary()))
                .toList();
        if (primary.size() == 1) {
            return new Decision.Keep(primary.getFirst(), "the primary one");
        }
        if (primary.size() > 1) {
            return new Decision.Conflict("rows " + places(primary) + " are all primary");
        }
        boolean unsaid = rows.stream().allMatch(row -> row.isPrimary() == null);
        if (!unsaid) {
            return new Decision.Conflict("none of the rows " + places(rows) + " is primary");
        }
        if (rows.size() == 1) {
            return new Decision.Keep(rows.getFirst(), "the only one");
        }
        return byPriority(rows);
    }

    private static Decision byPriority(List<OldRow> rows) {
        if (rows.stream().anyMatch(row -> row.priority() == null)) {
            return new Decision.Conflict("rows " + places(rows) + " do not say which one is primary");
        }
        int lowest = rows.stream()
                .map(OldRow::priority)
                .filter(Objects::nonNull)
                .mapToInt(Integer::intValue)
                .min()
                .orElseThrow();
        List<OldRow> first = rows.stream()
                .filter(row -> Objects.equals(row.priority(), lowest))
                .toList();
        return first.size() == 1
                ? new Decision.Keep(first.getFirst(), "the one with the lowest priority, " + lowest)
                : new Decision.Conflict("rows " + places(first) + " have the same lowest priority, " + lowest);
    }

    private static Decision unlessShared(Decision.Keep keep, Map<String, Set<String>> holders) {
        @Nullable Set<String> others = holders.get(keep.row().phoneNumberId());
        if (others == null || others.size() < 2) {
            return keep;
        }
        return new Decision.Conflict("number " + keep.row().phoneNumberId() + " stands at several tenants: "
                + String.join(", ", new TreeSet<>(others)));
    }

    private static String places(List<OldRow> rows) {
        return rows.stream().map(row -> Long.toString(row.position())).collect(Collectors.joining(", "));
    }
}
