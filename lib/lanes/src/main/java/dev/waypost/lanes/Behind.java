package dev.waypost.lanes;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// The pending rows that a new row stands behind in its conversation, as its commit saw them.
///
/// All of them, not the last: rows are committed out of the order of their ids, so that the last one may be in memory
/// while one before it, which was committed after that, is not.
///
/// @param ids none when it is the first
/// @param known whether `ids` are all that there are
public record Behind(List<Long> ids, boolean known) {
    /// The most that a commit looks for; whoever stands behind more is found by reading.
    public static final int MOST = 8;

    public static final Behind NOTHING = new Behind(List.of(), true);
    /// Nobody looked.
    public static final Behind UNKNOWN = new Behind(List.of(), false);

    /// Of a row that was written in one statement with the one before it: whoever knows that one knows the others.
    public static Behind row(long id) {
        return new Behind(List.of(id), true);
    }

    /// @param ids up to one more than [#MOST], with a space between
    public static Behind listed(String ids) {
        if (ids.isEmpty()) {
            return NOTHING;
        }
        List<Long> all = Arrays.stream(ids.split(" ")).map(Long::valueOf).toList();
        return all.size() > MOST ? UNKNOWN : new Behind(all, true);
    }

    boolean isWithin(Set<Long> taken) {
        return known && taken.containsAll(ids);
    }
}
