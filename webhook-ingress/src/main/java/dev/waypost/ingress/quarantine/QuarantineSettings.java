package dev.waypost.ingress.quarantine;

import dev.waypost.platform.settings.Doc;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/// How long events of nobody are kept, and how many.
@ConfigurationProperties("waypost.ingress.quarantine")
public record QuarantineSettings(
        @Bindable(defaultValue = "30d") @Doc("How long an event whose number nobody owns is kept.")
        Duration retention,

        @Bindable(defaultValue = "30s") @Doc("How often it is looked whether a number in quarantine has an owner now.")
        Duration interval,

        @Bindable(defaultValue = "500000")
        @Doc("Events that are kept at most; beyond it the oldest of whoever has most go.")
        long maxEvents,

        @Bindable(defaultValue = "2048") @Doc("Megabytes of webhooks that are kept at most.")
        long maxMegabytes,

        @Bindable(defaultValue = "100000")
        @Doc("Events that are kept of one app, or of one endpoint that signs for itself; beyond it its oldest go.")
        long maxEventsPerSigner,

        @Bindable(defaultValue = "512")
        @Doc("Megabytes of webhooks that are kept of one app, or of one endpoint that signs for itself.")
        long maxMegabytesPerSigner) {
    private static final long MEGABYTE = 1L << 20;

    public QuarantineSettings {
        if (maxEvents < 1 || maxMegabytes < 1 || maxEventsPerSigner < 1 || maxMegabytesPerSigner < 1) {
            throw new IllegalArgumentException(
                    "waypost.ingress.quarantine: max-events, max-megabytes, max-events-per-signer and max-megabytes-per-signer"
                            + " must be 1 or more");
        }
    }

    QuarantineCapPolicy.Cap all() {
        return new QuarantineCapPolicy.Cap(maxEvents, maxMegabytes * MEGABYTE);
    }

    QuarantineCapPolicy.Cap ofSigner() {
        return new QuarantineCapPolicy.Cap(maxEventsPerSigner, maxMegabytesPerSigner * MEGABYTE);
    }
}
