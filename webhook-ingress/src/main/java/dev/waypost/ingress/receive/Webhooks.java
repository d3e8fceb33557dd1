package dev.waypost.ingress.receive;

import dev.waypost.ingress.delivery.Body;
import dev.waypost.ingress.listener.PublicRequest;
import dev.waypost.ingress.origin.Origins;
import dev.waypost.ingress.quarantine.Quarantine;
import dev.waypost.ingress.quarantine.Release;
import dev.waypost.ingress.quarantine.Source;
import dev.waypost.platform.id.Ids;
import dev.waypost.platform.settings.Secret;
import dev.waypost.providers.InboundEvent;
import dev.waypost.providers.ProviderKind;
import dev.waypost.providers.WebhookFormat;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Takes one webhook in: verified over its raw bytes, taken apart, given to the owner of each number, committed.
@Singleton
class Webhooks implements Release {
    /// Signs nothing that anybody has: an unknown endpoint costs the same time as a known one.
    private static final List<Secret> NOBODY = List.of(Secret.of(Ids.token()));

    private final Owners owners;
    private final Signers signers;
    private final Acceptance acceptance;
    private final Quarantine quarantine;
    private final Optional<SharedNumbers> sharedNumbers;
    private final Origins origins;
    private final InstantSource clock;

    Webhooks(
            Owners owners,
            Signers signers,
            Acceptance acceptance,
            Quarantine quarantine,
            Optional<SharedNumbers> sharedNumbers,
            Origins origins,
            InstantSource clock) {
        this.owners = owners;
        this.signers = signers;
        this.acceptance = acceptance;
        this.quarantine = quarantine;
        this.sharedNumbers = sharedNumbers;
        this.origins = origins;
        this.clock = clock;
    }

    /// Returns after the commit.
    Received receive(Optional<Signer> signer, PublicRequest request) {
        // The time is asked once: the secrets that verified are those that ownership goes by.
        Instant now = clock.instant();
        List<Secret> secrets = signer.map(found -> found.secrets(now)).orElse(List.of());
        Optional<ProviderKind> kind = signer.flatMap(Signer::provider);
        WebhookFormat format = WebhookFormat.of(kind.orElse(ProviderKind.META_CLOUD));
        @Nullable String presented = request.header(format.signature().header());
        Optional<Secret> by =
                format.signature().provenBy(request.body(), presented, secrets.isEmpty() ? NOBODY : secrets, now);
        if (signer.isEmpty() || kind.isEmpty() || secrets.isEmpty() || by.isEmpty()) {
            return new Received.Refused(cause(signer, kind, secrets, presented));
        }
        var verified = new Verified(signer.get(), by.get(), now, endpoint -> origins.allows(endpoint, request));
        byte[] bytes = format.decoder().withoutKeys(request.body());
        var body = new Body(request.header("content-type"), KeptSignature.of(kind.get(), presented), bytes);
        return store(verified, kind.get(), body, format.decoder().decode(request.body()));
    }

    private Received store(Verified verified, ProviderKind kind, Body body, List<InboundEvent> events) {
        Sorted sorted = owners.sort(verified, events);
        Accepted accepted = accept(sorted, body, events.size());
        boolean kept = !sorted.unknown().isEmpty()
                && quarantine
                        .keep(source(verified.signer(), kind), body, sorted.unknown())
                        .isEmpty();
        return accepted.waiting() || kept
                ? new Received.Waiting(kind, events.size())
                : new Received.Stored(
                        kind, events.size(), accepted.fresh(), sorted.unknown().size());
    }

    private Accepted accept(Sorted sorted, Body body, int all) {
        var addressed = new ArrayList<>(sorted.addressed());
        int fresh = 0;
        boolean waiting = false;
        for (var shared : sorted.shared().entrySet()) {
            Addressee speaker = shared.getKey().speaker();
            if (sharedNumbers.isPresent()) {
                Accepted taken = sharedNumbers.get().take(shared.getKey().gateway(), speaker, body, shared.getValue());
                fresh += taken.fresh();
                waiting |= taken.waiting();
            } else {
                var owner = new Owner(speaker.tenant(), speaker.endpoint());
                shared.getValue().forEach(event -> addressed.add(new Addressed(event, owner.recipient(event))));
            }
        }
        if (!addressed.isEmpty()) {
            Accepted taken = acceptance.accept(body, addressed, all);
            fresh += taken.fresh();
            waiting |= taken.waiting();
        }
        return new Accepted(fresh, waiting);
    }

    /// What was verified when it came is believed; whose it is now is asked anew.
    @Override
    public List<InboundEvent> release(Source source, Body body, List<InboundEvent> events) {
        Instant now = clock.instant();
        Optional<Signer> signer = source.appId().isEmpty()
                ? signers.ofEndpoint(source.tenantId(), source.endpointId())
                : signers.ofApp(source.appId());
        Optional<Secret> by =
                signer.flatMap(found -> found.secrets(now).stream().findFirst());
        if (signer.isEmpty() || by.isEmpty()) {
            return List.of();
        }
        Sorted sorted = owners.sort(new Verified(signer.get(), by.get(), now, endpoint -> true), events);
        // The body may have more events than those that are asked for: it is always cut to what is released.
        accept(sorted, body, Integer.MAX_VALUE);
        Set<InboundEvent> unknown = new HashSet<>(sorted.unknown());
        return events.stream().filter(event -> !unknown.contains(event)).toList();
    }

    private static Source source(Signer signer, ProviderKind kind) {
        return switch (signer) {
            case Signer.OfEndpoint of ->
                new Source(
                        of.addressee().tenant().tenantId(),
                        of.addressee().endpoint().id(),
                        "",
                        kind);
            case Signer.OfApp of -> new Source("", "", of.app().appId(), kind);
        };
    }

    private static Refusal cause(
            Optional<Signer> signer, Optional<ProviderKind> kind, List<Secret> secrets, @Nullable String presented) {
        if (signer.isEmpty()) {
            return Refusal.SIGNER_UNKNOWN;
        }
        if (kind.isEmpty()) {
            return Refusal.PROVIDER_UNKNOWN;
        }
        if (secrets.isEmpty()) {
            return Refusal.SECRET_MISSING;
        }
        return presented == null ? Refusal.SIGNATURE_MISSING : Refusal.SIGNATURE_WRONG;
    }
}
