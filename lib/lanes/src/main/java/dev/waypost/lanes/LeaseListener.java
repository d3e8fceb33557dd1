package dev.waypost.lanes;

import java.util.Map;

/// Who works the lanes that a [LaneLeases] holds.
interface LeaseListener {
    /// The lanes held from now on, each with its epoch; every lane that is not in it is lost.
    void holding(Map<Integer, Long> epochs);

    /// Asks for a lane back. True when nothing of it runs; then nothing of it may run again.
    boolean letGo(int lane);
}
