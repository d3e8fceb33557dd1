package dev.waypost.providers;

import dev.waypost.platform.http.GuardedHttp;
import dev.waypost.providers.meta.MetaDecoder;
import dev.waypost.providers.meta.MetaProber;
import dev.waypost.providers.meta.MetaSender;
import jakarta.inject.Singleton;
import java.util.Optional;

/// The capabilities of every provider kind.
@Singleton
public class Providers {
    private final Provider metaCloud;

    public Providers(GuardedHttp http) {
        this.metaCloud = new Provider(
                ProviderKind.META_CLOUD,
                new MetaSender(http),
                Optional.of(new MetaProber(http)),
                Optional.of(new MetaDecoder()));
    }

    /// What can be done with endpoints of this kind.
    public Provider of(ProviderKind kind) {
        return switch (kind) {
            case META_CLOUD -> metaCloud;
            case WAHA, GOWA, EVOLUTION -> Provider.withoutCapabilities(kind);
        };
    }
}
