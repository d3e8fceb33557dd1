package dev.waypost.health.probe;

import dev.waypost.configclient.Endpoint;
import dev.waypost.health.verdict.Finding;
import dev.waypost.health.verdict.Trouble;
import dev.waypost.platform.settings.Secret;
import dev.waypost.providers.CauseKind;
import dev.waypost.providers.EndpointAccess;
import dev.waypost.providers.NumberFacts;
import dev.waypost.providers.ProbeOutcome;
import dev.waypost.providers.Prober;
import dev.waypost.providers.ProviderKind;
import dev.waypost.providers.Providers;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Asks providers how endpoints are.
@Singleton
class Looks {
    /// What a look at one endpoint came to.
    sealed interface Answer {
        /// @param finding null when endpoints of this kind cannot be looked at
        record Taken(@Nullable Finding finding, Look look) implements Answer {}

        /// The provider would not say.
        record Withheld(Duration after) implements Answer {}
    }

    private final Providers providers;
    private final ProbeSettings settings;

    Looks(Providers providers, ProbeSettings settings) {
        this.providers = providers;
        this.settings = settings;
    }

    /// One answer each, in their order. Several are of one group, see [Grouping].
    List<Answer> at(List<Endpoint> endpoints) {
        Endpoint first = endpoints.getFirst();
        Optional<Prober> prober =
                providers.of(ProviderKind.valueOf(first.provider())).prober();
        if (prober.isPresent() && endpoints.size() > 1 && first.apiKey() != null) {
            long start = System.nanoTime();
            Optional<Map<String, ProbeOutcome>> all =
                    prober.get().probeAll(endpoints.stream().map(Looks::access).toList(), settings.timeout());
            if (all.isPresent()) {
                Duration took = since(start);
                return endpoints.stream()
                        .map(endpoint -> answer(of(all.get(), endpoint), took))
                        .toList();
            }
        }
        List<Answer> answers = new ArrayList<>(endpoints.size());
        endpoints.forEach(endpoint -> answers.add(at(endpoint, prober)));
        return answers;
    }

    private Answer at(Endpoint endpoint, Optional<Prober> prober) {
        if (prober.isEmpty()) {
            return new Answer.Taken(
                    null, new Look(false, "endpoints of this kind cannot be probed yet", Duration.ZERO, null));
        }
        if (endpoint.apiKey() == null) {
            return taken(new Finding.Refused("no API key is set", Trouble.CREDENTIAL), Duration.ZERO, null);
        }
        long start = System.nanoTime();
        ProbeOutcome outcome = prober.get().probe(access(endpoint), settings.timeout());
        return answer(outcome, since(start));
    }

    private static ProbeOutcome of(Map<String, ProbeOutcome> all, Endpoint endpoint) {
        return all.getOrDefault(
                String.valueOf(endpoint.phoneNumberId()),
                new ProbeOutcome.Unhealthy(CauseKind.ACCOUNT, "the number is not one of the business account's"));
    }

    private static Answer answer(ProbeOutcome outcome, Duration took) {
        return switch (outcome) {
            case ProbeOutcome.Healthy healthy -> taken(new Finding.Fine(), took, healthy.facts());
            case ProbeOutcome.Degraded degraded ->
                taken(new Finding.Limited(degraded.cause(), Trouble.ACCOUNT), took, degraded.facts());
            case ProbeOutcome.Withheld withheld -> new Answer.Withheld(withheld.after());
            // A refused key is an answer; everything else may be over in a minute.
            case ProbeOutcome.Unhealthy bad ->
                bad.kind() == CauseKind.CREDENTIAL
                        ? taken(new Finding.Refused(bad.cause(), Trouble.CREDENTIAL), took, null)
                        : taken(
                                new Finding.Lost(
                                        bad.cause(), Trouble.valueOf(bad.kind().name())),
                                took,
                                null);
        };
    }

    private static Answer taken(Finding finding, Duration took, @Nullable NumberFacts facts) {
        return new Answer.Taken(finding, new Look(finding.carries(), finding.cause(), took, facts));
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    static EndpointAccess access(Endpoint endpoint) {
        Secret key = endpoint.apiKey();
        return new EndpointAccess(
                ProviderKind.valueOf(endpoint.provider()),
                endpoint.apiUrl(),
                endpoint.apiVersion(),
                endpoint.phoneNumberId(),
                endpoint.wabaId(),
                endpoint.session(),
                key == null ? Secret.of("") : key);
    }
}
