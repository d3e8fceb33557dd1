package dev.waypost.providers;

import dev.waypost.platform.http.GuardedHttp;
import dev.waypost.providers.evolution.EvolutionChecker;
import dev.waypost.providers.gowa.GowaChecker;
import dev.waypost.providers.meta.MetaChecker;
import dev.waypost.providers.meta.MetaDecoder;
import dev.waypost.providers.meta.MetaProber;
import dev.waypost.providers.meta.MetaSender;
import dev.waypost.providers.waha.WahaChecker;
import jakarta.inject.Singleton;
import java.util.Optional;

/// The capabilities of every provider kind.
@Singleton
public class Providers {
    private final Provider metaCloud;
    private final Provider waha;
    private final Provider gowa;
    private final Provider evolution;

    public Providers(GuardedHttp http) {
        this.metaCloud = new Provider(
                ProviderKind.META_CLOUD,
                new MetaSender(http),
                Optional.of(new MetaProber(http)),
                new MetaChecker(http),
                Optional.of(new MetaDecoder()));
        this.waha = Provider.onlyChecked(ProviderKind.WAHA, new WahaChecker(http));
        this.gowa = Provider.onlyChecked(ProviderKind.GOWA, new GowaChecker(http));
        this.evolution = Provider.onlyChecked(ProviderKind.EVOLUTION, new EvolutionChecker(http));
    }

    /// What can be done with endpoints of this kind.
    public Provider of(ProviderKind kind) {
        return switch (kind) {
            case META_CLOUD -> metaCloud;
            case WAHA -> waha;
            case GOWA -> gowa;
            case EVOLUTION -> evolution;
        };
    }
}
