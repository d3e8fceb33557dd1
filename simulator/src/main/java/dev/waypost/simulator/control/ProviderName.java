package dev.waypost.simulator.control;

import dev.waypost.simulator.http.BadInput;
import dev.waypost.simulator.http.Fields;

/// A provider that the control face can be told about.
enum ProviderName {
    META,
    /// What the suite calls the same provider.
    META_CLOUD,
    WAHA,
    GOWA,
    EVOLUTION;

    /// Reads the provider and refuses those whose face is not spoken yet.
    static void required(Fields fields) {
        ProviderName name = fields.optionalName("provider", ProviderName.class)
                .orElseThrow(() -> new BadInput("provider: missing (expected: META)"));
        if (name != META && name != META_CLOUD) {
            throw new FaceNotSpoken(name.name());
        }
    }
}
