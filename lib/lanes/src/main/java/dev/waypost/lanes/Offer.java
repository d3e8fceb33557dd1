package dev.waypost.lanes;

/// A row just committed here, and what stood before it in its conversation as the commit saw it.
///
/// @param behind id of the last pending row before it; [#NOTHING] when there was none, [#UNKNOWN] when nobody looked
public record Offer<T>(WorkItem<T> item, long behind) {
    public static final long NOTHING = 0;
    public static final long UNKNOWN = -1;
}
