package dev.waypost.ingress.gateway;

import dev.waypost.platform.log.WideEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Counts and tells what became of users' messages.
@Singleton
class GatewayMeters {
    private final List<Counter> actions;
    private final Counter duplicates;

    GatewayMeters(MeterRegistry meters) {
        this.actions = Arrays.stream(Routed.Action.values())
                .map(action -> meters.counter("waypost.ingress.gateway.messages", "action", label(action)))
                .toList();
        this.duplicates = meters.counter("waypost.ingress.gateway.messages", "action", "duplicate");
    }

    void report(String gatewayId, Routed routed) {
        boolean counts = routed.fresh() || routed.action() == Routed.Action.WAITING;
        (counts ? actions.get(routed.action().ordinal()) : duplicates).increment();
        WideEvent.of("gateway.routed")
                .with("gateway_id", gatewayId)
                .with("tenant_id", routed.tenantId())
                .with("action", label(routed.action()))
                .with("new", routed.fresh() ? 1 : 0)
                .emit();
    }

    private static String label(Routed.Action action) {
        return action.name().toLowerCase(Locale.ROOT);
    }
}
