package dev.waypost.cli;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Everything this process started, to be closed last first; what is opened after closing began is closed at once.
final class Opened implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Opened.class);

    private final Deque<AutoCloseable> things = new ArrayDeque<>();
    private boolean closing;

    <T extends AutoCloseable> T add(T thing) {
        synchronized (this) {
            if (!closing) {
                things.push(thing);
                return thing;
            }
        }
        closeQuietly(thing);
        throw new Stopped();
    }

    boolean isClosing() {
        synchronized (this) {
            return closing;
        }
    }

    @Override
    public void close() {
        while (true) {
            AutoCloseable next;
            synchronized (this) {
                closing = true;
                if (things.isEmpty()) {
                    return;
                }
                next = things.pop();
            }
            closeQuietly(next);
        }
    }

    // One thing that does not close must not keep the others open.
    private static void closeQuietly(AutoCloseable thing) {
        try {
            thing.close();
        } catch (Exception e) {
            LOG.atWarn().setCause(e).log("close_failed");
        }
    }

    /// The start was interrupted by a request to stop.
    static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Stopped() {
            super("stopped while starting");
        }
    }
}
