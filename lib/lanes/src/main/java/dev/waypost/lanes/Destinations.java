package dev.waypost.lanes;

import dev.waypost.lanes.DestinationPolicy.Condition;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/// What this process knows of each destination: bounds what is under way there and what begins in a second, and leaves
/// one alone that fails.
///
/// How much a destination takes is learned with the first item that goes there; until then it gets one at a time.
public final class Destinations implements Turns {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final int MOST_IDLE = 10_000;

    /// For who waits for others to end that it does not see.
    private static final long A_MOMENT = Duration.ofMillis(20).toNanos();

    /// What a try says of its destination.
    public enum Trial {
        /// It answered as one that works, whatever it thinks of what it got.
        WORKS,
        FAILS,
        NOT_TRIED
    }

    private final DestinationPolicy policy;
    private final UnaryOperator<String> destinationOf;
    private final LongSupplier nanoTime;
    private final RandomGenerator random = RandomGenerator.getDefault();
    private final Map<String, Place> places = new ConcurrentHashMap<>();

    /// @param destinationOf where the items of what takes turns go; several may go to one destination
    public Destinations(DestinationPolicy policy, UnaryOperator<String> destinationOf) {
        this(policy, destinationOf, System::nanoTime);
    }

    Destinations(DestinationPolicy policy, UnaryOperator<String> destinationOf, LongSupplier nanoTime) {
        this.policy = policy;
        this.destinationOf = destinationOf;
        this.nanoTime = nanoTime;
    }

    @Override
    public long take(String tenantId, int running) {
        return place(destinationOf.apply(tenantId)).take(running);
    }

    /// Says how much a destination takes.
    ///
    /// @param most items under way at once
    /// @param perSecond items begun in a second; 0 for no bound
    public void allow(String destination, int most, double perSecond) {
        place(destination).allow(most, perSecond);
    }

    /// Says that an item ended which had a turn, and how; exactly once for each.
    public void ended(String destination, Trial trial) {
        place(destination).ended(trial);
    }

    /// Whatever is known of a destination: the next item finds out, and the others follow step by step.
    public void doubt(String destination) {
        place(destination).doubt();
    }

    /// Destinations that are left alone now, or tried with care.
    public long troubled() {
        return places.values().stream().filter(Place::isTroubled).count();
    }

    /// Those of them that get nothing now.
    public long resting() {
        return places.values().stream().filter(Place::isResting).count();
    }

    private Place place(String destination) {
        if (places.size() > MOST_IDLE) {
            // What is forgotten here is learned again with the next item.
            places.values().removeIf(Place::isIdle);
        }
        return places.computeIfAbsent(destination, name -> new Place());
    }

    private final class Place {
        private Condition condition = policy.initial();
        private int underWay;
        private int most = 1;
        private boolean learned;
        private double perSecond;
        private long nextTurn = nanoTime.getAsLong();

        synchronized long take(int running) {
            long now = nanoTime.getAsLong();
            condition = policy.at(condition, now);
            if (condition instanceof Condition.Resting resting) {
                return Math.max(1, resting.until() - now);
            }
            if (underWay >= policy.limit(condition, most)) {
                // What is under way may be the first, which raises the bound long before it ends.
                return running > 0 && learned ? WHEN_ONE_ENDS : A_MOMENT;
            }
            if (perSecond > 0) {
                if (nextTurn - now > 0) {
                    return nextTurn - now;
                }
                // Unused turns are not saved up: a burst after a pause is what the bound is there to prevent.
                nextTurn = now + (long) (SECOND / perSecond);
            }
            underWay++;
            return NOW;
        }

        synchronized void allow(int atOnce, double inASecond) {
            most = Math.max(1, atOnce);
            learned = true;
            perSecond = inASecond;
        }

        synchronized void ended(Trial trial) {
            underWay--;
            condition = switch (trial) {
                case WORKS -> policy.succeeded(condition);
                case FAILS -> policy.failed(condition, nanoTime.getAsLong(), random);
                case NOT_TRIED -> condition;
            };
        }

        synchronized void doubt() {
            condition = policy.doubted();
        }

        synchronized boolean isIdle() {
            return underWay == 0 && !isTroubled();
        }

        synchronized boolean isResting() {
            return policy.at(condition, nanoTime.getAsLong()) instanceof Condition.Resting;
        }

        synchronized boolean isTroubled() {
            return !(condition instanceof Condition.Working);
        }
    }
}
