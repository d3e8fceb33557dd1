package dev.waypost.health.alert;

import dev.waypost.health.metric.Numbers;
import dev.waypost.platform.tally.Count;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Looks at endpoints: those that do not work, whose credential is refused, whose users have fallen silent.
@Singleton
class EndpointWatch implements Watch {
    /// More of one kind are a storm, and told as that.
    private static final int MOST = 2000;
    /// A share of fewer says nothing.
    private static final int FEW = 5;
    /// Who is written to less is not missed.
    private static final int BUSY = 100;
    private static final long SHORTEST_SILENCE = 600;

    private static final long SELDOM = Duration.ofMinutes(1).toNanos();
    private static final long OFTEN = Duration.ofSeconds(10).toNanos();

    private final EndpointSignalStore store;
    private final AlertSettings settings;
    private final Jumps jumps;
    private long known;
    private long knownAt;

    EndpointWatch(EndpointSignalStore store, AlertSettings settings, Jumps jumps) {
        this.store = store;
        this.jumps = jumps;
        this.settings = settings;
    }

    @Override
    public Seen look(Rules rules) {
        var readings = new ArrayList<Reading>();
        // First: a refusal says more of the same endpoint.
        for (EndpointSignalStore.Ending ending : store.ending(settings.credentialNotice(), MOST)) {
            readings.add(new Reading(
                    AlertKind.CREDENTIAL_EXPIRY,
                    ending.tenantId(),
                    ending.endpointId(),
                    1,
                    "The credential of endpoint " + ending.endpointId() + " ends at "
                            + ending.time().truncatedTo(ChronoUnit.SECONDS)));
        }
        for (EndpointSignalStore.Broken broken : store.broken(MOST)) {
            String why = broken.cause().isEmpty() ? "" : ": " + broken.cause();
            readings.add(new Reading(
                    AlertKind.ENDPOINT_UNHEALTHY,
                    broken.tenantId(),
                    broken.endpointId(),
                    1,
                    "Endpoint " + broken.endpointId() + " does not work" + why));
            if (broken.refused()) {
                readings.add(new Reading(
                        AlertKind.CREDENTIAL_EXPIRY,
                        broken.tenantId(),
                        broken.endpointId(),
                        1,
                        "The provider refuses endpoint " + broken.endpointId() + why));
            }
        }
        long broken = store.brokenCount();
        long known = Math.max(known(broken), broken);
        if (known >= FEW) {
            readings.add(new Reading(
                    AlertKind.DISCONNECT_RATE,
                    "",
                    "",
                    (double) broken / known,
                    broken + " of " + known + " endpoints do not work"));
        }
        Set<AlertKind> kinds =
                EnumSet.of(AlertKind.ENDPOINT_UNHEALTHY, AlertKind.CREDENTIAL_EXPIRY, AlertKind.DISCONNECT_RATE);
        if (!jumps.distrusted()) {
            kinds.add(AlertKind.NO_INBOUND);
            readings.addAll(silent(rules));
        }
        return new Seen(kinds, readings);
    }

    /// How many there are changes slowly: they are counted once a minute, and when it may matter.
    private synchronized long known(long broken) {
        boolean matters = broken >= FEW && broken * 20 > known;
        if (knownAt == 0 || System.nanoTime() - knownAt > (matters ? OFTEN : SELDOM)) {
            known = store.known();
            knownAt = System.nanoTime();
        }
        return known;
    }

    private List<Reading> silent(Rules rules) {
        // A tenant's own rule may ask for less than the one for everybody.
        return store.missed(Math.max(SHORTEST_SILENCE, rules.least(AlertKind.NO_INBOUND)), MOST).stream()
                .filter(missed -> Numbers.parse(missed.counts()).of(Count.RECEIVED) >= BUSY)
                .map(missed -> new Reading(
                        AlertKind.NO_INBOUND,
                        missed.tenantId(),
                        missed.endpointId(),
                        missed.seconds(),
                        "Nobody wrote to endpoint " + missed.endpointId() + " for " + missed.seconds() / 60 + " min"))
                .toList();
    }
}
