package dev.waypost.ingress.quarantine;

import dev.waypost.ingress.away.StoreTime;
import dev.waypost.ingress.delivery.Body;
import dev.waypost.ingress.intake.PlacedOrKept;
import dev.waypost.ingress.intake.Placing;
import dev.waypost.ingress.intake.StoredBodies;
import dev.waypost.ingress.intake.Unplaced;
import dev.waypost.lanes.GroupCommit;
import dev.waypost.providers.InboundEvent;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Keeps verified events that belong to nobody; many webhooks in one transaction.
@Singleton
public class Quarantine implements Placing {
    private static final int MOST_AT_ONCE = 64;

    private final QuarantineStore store;
    private final QuarantineUse use;
    private final StoredBodies stored;
    private final StoreTime time;
    private final PlacedOrKept places;
    private final GroupCommit<Stray, Integer> commits;

    Quarantine(QuarantineStore store, QuarantineUse use, StoredBodies stored, StoreTime time, PlacedOrKept places) {
        this.store = store;
        this.use = use;
        this.stored = stored;
        this.time = time;
        this.places = places;
        this.commits = new GroupCommit<>("quarantine", MOST_AT_ONCE, Duration.ofMillis(2), this::commit);
    }

    /// Returns once they are safe, with how many of the events were not there before; empty when they wait on the disk
    /// for the store.
    public Optional<Integer> keep(Source source, Body body, List<InboundEvent> events) {
        return places.place(
                () -> commits.submit(stray(source, body, events)),
                new Unplaced(
                        Unplaced.Door.QUARANTINE,
                        "",
                        source.tenantId(),
                        source.endpointId(),
                        source.appId(),
                        source.provider(),
                        body,
                        events));
    }

    @Override
    public Unplaced.Door door() {
        return Unplaced.Door.QUARANTINE;
    }

    @Override
    public void place(List<Unplaced> events) {
        commit(events.stream().map(this::stray).toList());
    }

    private Stray stray(Unplaced events) {
        var source = new Source(events.tenantId(), events.endpointId(), events.appId(), events.provider());
        return stray(source, events.body(), events.events());
    }

    private Stray stray(Source source, Body body, List<InboundEvent> events) {
        return new Stray(source, stored.ofNobody(source.tenantId(), body), events);
    }

    private List<Integer> commit(List<Stray> strays) {
        List<Integer> fresh = time.of(() -> store.keep(strays));
        use.added(strays, fresh);
        return fresh;
    }

    @PreDestroy
    void close() {
        commits.close();
    }
}
