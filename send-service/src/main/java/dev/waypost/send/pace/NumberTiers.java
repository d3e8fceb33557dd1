package dev.waypost.send.pace;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.waypost.providers.EndpointAccess;
import dev.waypost.providers.NumberFacts;
import dev.waypost.providers.ProbeOutcome;
import dev.waypost.providers.Prober;
import dev.waypost.providers.Providers;
import jakarta.inject.Singleton;
import java.time.Duration;

/// Knows how fast each of Meta's numbers may send, by asking Meta a few times a day.
///
/// Nobody waits for the answer: until it is there, and when there is none, a number has the standard speed.
@Singleton
class NumberTiers {
    private static final int MOST = 100_000;
    private static final Duration KNOWN_FOR = Duration.ofHours(6);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Providers providers;
    private final PaceSettings settings;
    private final Cache<String, Integer> speeds =
            Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(KNOWN_FOR).build();

    NumberTiers(Providers providers, PaceSettings settings) {
        this.providers = providers;
        this.settings = settings;
    }

    int perSecond(EndpointAccess access) {
        String number = access.phoneNumberId();
        if (number == null) {
            return settings.metaPerSecond();
        }
        Integer known = speeds.getIfPresent(number);
        if (known != null) {
            return known;
        }
        // Whoever comes first asks; the others go on with the standard meanwhile.
        if (speeds.asMap().putIfAbsent(number, settings.metaPerSecond()) == null) {
            Thread.ofVirtual().name("number-tier").start(() -> look(number, access));
        }
        return settings.metaPerSecond();
    }

    private void look(String number, EndpointAccess access) {
        Prober prober = providers.of(access.provider()).prober().orElse(null);
        if (prober == null) {
            return;
        }
        NumberFacts facts = switch (prober.probe(access, PATIENCE)) {
            case ProbeOutcome.Healthy healthy -> healthy.facts();
            case ProbeOutcome.Degraded degraded -> degraded.facts();
            case ProbeOutcome.Unhealthy _, ProbeOutcome.Withheld _ -> NumberFacts.NONE;
        };
        if ("HIGH".equals(facts.throughput())) {
            speeds.put(number, settings.metaHighPerSecond());
        }
    }
}
