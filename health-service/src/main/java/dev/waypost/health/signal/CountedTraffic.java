package dev.waypost.health.signal;

import dev.waypost.health.metric.Numbers;
import dev.waypost.health.metric.TrafficListener;
import dev.waypost.platform.tally.Count;
import jakarta.inject.Singleton;
import java.util.List;

/// Takes from statistics what they say of an endpoint. What recipients, contents and limits are to blame for
/// is left out.
@Singleton
class CountedTraffic implements TrafficListener {
    private final Signals signals;

    CountedTraffic(Signals signals) {
        this.signals = signals;
    }

    @Override
    public void counted(String tenantId, String endpointId, long minute, Numbers numbers) {
        signals.counted(List.of(new Traffic(
                tenantId,
                endpointId,
                minute,
                numbers.of(Count.SENT),
                numbers.of(Count.DELIVERED) + numbers.of(Count.READ),
                numbers.of(Count.RECEIVED),
                numbers.of(Count.ERROR_NETWORK)
                        + numbers.of(Count.ERROR_TIMEOUT)
                        // What failed for good is mostly the recipient, and told by a receipt.
                        + Math.max(0, numbers.of(Count.ERROR_PROVIDER) - numbers.of(Count.FAILED)),
                numbers.of(Count.ERROR_AUTH),
                numbers.of(Count.ERROR_SESSION))));
    }
}
