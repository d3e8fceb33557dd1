package dev.waypost.ingress.receive;

import dev.waypost.ingress.delivery.Body;
import dev.waypost.ingress.intake.EventState;
import dev.waypost.ingress.intake.Intake;
import dev.waypost.ingress.intake.Intakes;
import dev.waypost.ingress.intake.NewEvent;
import dev.waypost.ingress.intake.StoredBody;
import dev.waypost.ingress.intake.Taken;
import dev.waypost.platform.id.Ids;
import dev.waypost.platform.settings.Secret;
import dev.waypost.providers.InboundEvent;
import dev.waypost.providers.Providers;
import dev.waypost.providers.WebhookDecoder;
import dev.waypost.providers.meta.MetaSignature;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Takes one webhook in: verified over its raw bytes, taken apart, given to the owner of each number, committed.
@Singleton
class Webhooks {
    /// Sign nothing that anybody has: an unknown endpoint, and one whose secret is not being replaced, cost the same
    /// time as one in the middle of it.
    private static final List<Secret> NOBODY = List.of(Secret.of(Ids.token()), Secret.of(Ids.token()));

    private final Providers providers;
    private final Acceptance acceptance;
    private final Intakes intakes;
    private final InstantSource clock;

    Webhooks(Providers providers, Acceptance acceptance, Intakes intakes, InstantSource clock) {
        this.providers = providers;
        this.acceptance = acceptance;
        this.intakes = intakes;
        this.clock = clock;
    }

    /// Returns after the commit.
    Received receive(Optional<Addressee> addressee, Body body) {
        // The time is asked once: the secrets that verified are those that ownership goes by.
        Instant now = clock.instant();
        List<Secret> secrets = addressee.map(found -> found.secrets(now)).orElse(List.of());
        boolean verified = MetaSignature.verified(body.bytes(), body.signature(), filledUp(secrets));
        if (addressee.isEmpty() || !verified || secrets.isEmpty()) {
            return new Received.Refused(cause(addressee, secrets, body));
        }
        Optional<WebhookDecoder> decoder =
                addressee.get().provider().flatMap(kind -> providers.of(kind).webhookDecoder());
        if (decoder.isEmpty()) {
            return new Received.Refused("provider_not_decoded");
        }
        return store(addressee.get(), body, decoder.get().decode(body.bytes()), now);
    }

    private static List<Secret> filledUp(List<Secret> secrets) {
        return Stream.concat(secrets.stream(), NOBODY.stream().skip(secrets.size()))
                .toList();
    }

    private Received store(Addressee addressee, Body body, List<InboundEvent> events, Instant now) {
        OwnershipPolicy ownership = addressee.ownership(now);
        var owned = new ArrayList<Addressed>();
        var foreign = new ArrayList<InboundEvent>();
        for (InboundEvent event : events) {
            if (ownership.owns(event.phoneNumberId(), event.wabaId())) {
                owned.add(new Addressed(event, addressee.recipient(event.phoneNumberId())));
            } else {
                foreign.add(event);
            }
        }
        Accepted accepted = acceptance.accept(body, owned, events.size());
        int fresh = accepted.fresh();
        boolean waiting = accepted.waiting();
        if (!foreign.isEmpty()) {
            Taken taken = quarantine(addressee, body, foreign);
            fresh += taken.newEvents();
            waiting |= taken.spooled();
        }
        return waiting
                ? new Received.Waiting(events.size())
                : new Received.Stored(events.size(), fresh, foreign.size());
    }

    private Taken quarantine(Addressee addressee, Body body, List<InboundEvent> events) {
        List<NewEvent> added = events.stream()
                .map(event -> new NewEvent(Ids.next("evt"), EventState.QUARANTINED, event, null))
                .toList();
        return intakes.commit(new Intake(
                addressee.tenant().tenantId(),
                addressee.endpoint().id(),
                new StoredBody(Ids.next("whk"), body.contentType(), body.signature(), body.bytes()),
                added,
                List.of()));
    }

    private static String cause(Optional<Addressee> addressee, List<Secret> secrets, Body body) {
        if (addressee.isEmpty()) {
            return "endpoint_unknown";
        }
        if (secrets.isEmpty()) {
            return "secret_missing";
        }
        return body.signature() == null ? "signature_missing" : "signature_wrong";
    }
}
