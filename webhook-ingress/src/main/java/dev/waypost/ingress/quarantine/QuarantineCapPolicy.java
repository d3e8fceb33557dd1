package dev.waypost.ingress.quarantine;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Decides which events leave a quarantine that is full: the oldest of a signer that has too many, else the oldest of
/// whoever has most. So nobody's flood costs another one's events, and what is new can still be looked into.
final class QuarantineCapPolicy {
    /// More goes than has to, so that not every event costs a removal of its own.
    private static final int KEPT_PERCENT = 90;

    private QuarantineCapPolicy() {}

    record Cap(long events, long bytes) {
        boolean holds(long kept, long keptBytes) {
            return kept <= events && keptBytes <= bytes;
        }

        /// How many of so many events have to go, by their mean size.
        private long excess(long kept, long keptBytes) {
            long byCount = kept - events * KEPT_PERCENT / 100;
            long bytesOver = keptBytes - bytes * KEPT_PERCENT / 100;
            long bySize = keptBytes == 0 ? 0 : Math.ceilDiv(Math.max(0, bytesOver) * kept, keptBytes);
            return Math.max(Math.max(byCount, bySize), 1);
        }
    }

    /// How much is kept of one signer.
    record Use(String signer, long events, long bytes) {}

    /// Why events go that nobody took.
    enum Cause {
        SIGNER_FULL,
        FULL,
        TOO_OLD
    }

    /// The oldest events of a signer that go now.
    record Drop(String signer, long events, Cause cause) {}

    /// Empty when all is within bounds; asked again after each drop.
    static Optional<Drop> next(List<Use> uses, Cap ofSigner, Cap all) {
        for (Use use : uses) {
            if (!ofSigner.holds(use.events(), use.bytes())) {
                long excess = ofSigner.excess(use.events(), use.bytes());
                return Optional.of(new Drop(use.signer(), Math.min(excess, use.events()), Cause.SIGNER_FULL));
            }
        }
        long events = uses.stream().mapToLong(Use::events).sum();
        long bytes = uses.stream().mapToLong(Use::bytes).sum();
        if (all.holds(events, bytes)) {
            return Optional.empty();
        }
        boolean tooMany = events > all.events();
        Use most = uses.stream()
                .max(Comparator.comparingLong(use -> tooMany ? use.events() : use.bytes()))
                .orElseThrow();
        return Optional.of(new Drop(most.signer(), Math.min(all.excess(events, bytes), most.events()), Cause.FULL));
    }
}
