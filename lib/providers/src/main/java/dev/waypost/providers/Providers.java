package dev.waypost.providers;

import dev.waypost.platform.http.GuardedHttp;
import dev.waypost.providers.evolution.EvolutionCapabilities;
import dev.waypost.providers.evolution.EvolutionChecker;
import dev.waypost.providers.evolution.EvolutionSessions;
import dev.waypost.providers.evolution.EvolutionWords;
import dev.waypost.providers.gowa.GowaCapabilities;
import dev.waypost.providers.gowa.GowaChecker;
import dev.waypost.providers.gowa.GowaSessions;
import dev.waypost.providers.gowa.GowaWords;
import dev.waypost.providers.meta.MetaCapabilities;
import dev.waypost.providers.meta.MetaChecker;
import dev.waypost.providers.meta.MetaMedia;
import dev.waypost.providers.meta.MetaProber;
import dev.waypost.providers.meta.MetaSender;
import dev.waypost.providers.waha.WahaCapabilities;
import dev.waypost.providers.waha.WahaChecker;
import dev.waypost.providers.waha.WahaSessions;
import dev.waypost.providers.waha.WahaWords;
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
        var media = new MetaMedia(http);
        this.metaCloud = new Provider(
                ProviderKind.META_CLOUD,
                new MetaSender(http, media),
                new MetaCapabilities(),
                Optional.of(media),
                Optional.of(new MetaProber(http)),
                new MetaChecker(http),
                Optional.empty());
        this.waha = new Provider(
                ProviderKind.WAHA,
                new GatewaySender(http, new WahaCapabilities(), new WahaWords()),
                new WahaCapabilities(),
                Optional.empty(),
                Optional.of(new GatewayProber(new WahaSessions(http))),
                new WahaChecker(http),
                Optional.of(new WahaSessions(http)));
        this.gowa = new Provider(
                ProviderKind.GOWA,
                new GatewaySender(http, new GowaCapabilities(), new GowaWords()),
                new GowaCapabilities(),
                Optional.empty(),
                Optional.of(new GatewayProber(new GowaSessions(http))),
                new GowaChecker(http),
                Optional.of(new GowaSessions(http)));
        this.evolution = new Provider(
                ProviderKind.EVOLUTION,
                new GatewaySender(http, new EvolutionCapabilities(), new EvolutionWords()),
                new EvolutionCapabilities(),
                Optional.empty(),
                Optional.of(new GatewayProber(new EvolutionSessions(http))),
                new EvolutionChecker(http),
                Optional.of(new EvolutionSessions(http)));
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
