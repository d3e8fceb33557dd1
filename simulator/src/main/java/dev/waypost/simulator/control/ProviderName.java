package dev.waypost.simulator.control;

import dev.waypost.simulator.gateway.GatewayAccount.Gateway;
import dev.waypost.simulator.http.BadInput;
import dev.waypost.simulator.http.Fields;
import java.util.Optional;

/// A provider that the control face can be told about.
enum ProviderName {
    META,
    /// What the suite calls the same provider.
    META_CLOUD,
    WAHA,
    GOWA,
    EVOLUTION;

    /// Reads the provider.
    static ProviderName of(Fields fields) {
        return fields.optionalName("provider", ProviderName.class)
                .orElseThrow(() -> new BadInput("provider: missing (expected: META, WAHA, GOWA or EVOLUTION)"));
    }

    /// The gateway of this name; empty for Meta.
    Optional<Gateway> gateway() {
        return switch (this) {
            case META, META_CLOUD -> Optional.empty();
            case WAHA -> Optional.of(Gateway.WAHA);
            case GOWA -> Optional.of(Gateway.GOWA);
            case EVOLUTION -> Optional.of(Gateway.EVOLUTION);
        };
    }
}
