package dev.waypost.send;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/// Points of a message's way at which a process stands still, to be killed there.
public enum Halts {
    /// Its row is committed and its sender has no answer.
    ACCEPTED,
    /// A worker has it, and its row does not say so.
    BEFORE_BEGIN,
    /// Its row says that a try began, and no provider was called.
    BEGUN,
    /// The provider answered, and its row does not say so.
    ANSWERED,
    /// Its row says how the try ended, and the worker does not know that.
    RECORDED;

    /// Beans that halt exist where this is set.
    public static final String PROPERTY = "halting";

    private static final Map<String, Halts> ARMED = new ConcurrentHashMap<>();

    static void arm(Halts point, String recipient) {
        ARMED.put(recipient, point);
    }

    /// Never returns when this is where the recipient's message stops.
    public void pass(String recipient) {
        if (ARMED.get(recipient) != this) {
            return;
        }
        SendProcess.sayHalted(this);
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
