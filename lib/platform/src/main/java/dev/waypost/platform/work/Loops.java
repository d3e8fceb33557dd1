package dev.waypost.platform.work;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// The loops of one worker, from its start to its end. A worker that was not started has none, and nothing to end.
public final class Loops implements AutoCloseable {
    private final List<Loop> loops = new CopyOnWriteArrayList<>();

    /// Begins another loop.
    public Loop every(String name, Duration pause, Runnable work) {
        Loop loop = Loop.every(name, pause, work);
        loops.add(loop);
        return loop;
    }

    /// The next turn of each starts now instead of after its pause.
    public void wake() {
        loops.forEach(Loop::wake);
    }

    /// Returns when the turns under way have ended.
    @Override
    public void close() {
        loops.forEach(Loop::close);
    }
}
