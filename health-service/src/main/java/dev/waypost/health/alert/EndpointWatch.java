package dev.waypost.health.alert;

import dev.waypost.health.metric.Numbers;
import dev.waypost.platform.tally.Count;
import jakarta.inject.Singleton;
import java.util.ArrayList;
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

    private final EndpointSignalStore store;

    EndpointWatch(EndpointSignalStore store) {
        this.store = store;
    }

    @Override
    public Seen look(Rules rules) {
        var readings = new ArrayList<Reading>();
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
        long[] counts = store.counts();
        if (counts[0] >= FEW) {
            double share = (double) counts[1] / counts[0];
            readings.add(new Reading(
                    AlertKind.DISCONNECT_RATE,
                    "",
                    "",
                    share,
                    counts[1] + " of " + counts[0] + " endpoints do not work"));
        }
        readings.addAll(silent(rules));
        return new Seen(
                Set.of(
                        AlertKind.ENDPOINT_UNHEALTHY,
                        AlertKind.CREDENTIAL_EXPIRY,
                        AlertKind.DISCONNECT_RATE,
                        AlertKind.NO_INBOUND),
                readings);
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
