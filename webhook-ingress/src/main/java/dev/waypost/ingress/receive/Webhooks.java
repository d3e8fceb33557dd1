package dev.waypost.ingress.receive;

import dev.waypost.configclient.Project;
import dev.waypost.ingress.delivery.Bodies;
import dev.waypost.ingress.delivery.Body;
import dev.waypost.ingress.delivery.Deliveries;
import dev.waypost.ingress.delivery.Delivery;
import dev.waypost.ingress.intake.EventState;
import dev.waypost.ingress.intake.Intake;
import dev.waypost.ingress.intake.Intakes;
import dev.waypost.ingress.intake.NewDelivery;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Takes one webhook in: verified over its raw bytes, taken apart, given to the owner of each number, committed.
@Singleton
class Webhooks {
    /// Sign nothing that anybody has: an unknown endpoint, and one whose secret is not being replaced, cost the same
    /// time as one in the middle of it.
    private static final List<Secret> NOBODY = List.of(Secret.of(Ids.token()), Secret.of(Ids.token()));

    private final Providers providers;
    private final EventSpans spans;
    private final Intakes intakes;
    private final Bodies bodies;
    private final Deliveries deliveries;
    private final InstantSource clock;

    Webhooks(
            Providers providers,
            EventSpans spans,
            Intakes intakes,
            Bodies bodies,
            Deliveries deliveries,
            InstantSource clock) {
        this.providers = providers;
        this.spans = spans;
        this.intakes = intakes;
        this.bodies = bodies;
        this.deliveries = deliveries;
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
        var owned = new ArrayList<InboundEvent>();
        var foreign = new ArrayList<InboundEvent>();
        events.forEach(event -> (ownership.owns(event.phoneNumberId(), event.wabaId()) ? owned : foreign).add(event));
        int fresh = 0;
        boolean waiting = false;
        if (!owned.isEmpty()) {
            Taken taken = accept(addressee, foreign.isEmpty() ? body : withoutForeign(body, ownership), owned);
            fresh += taken.newEvents();
            waiting = taken.spooled();
        }
        if (!foreign.isEmpty()) {
            Taken taken = quarantine(addressee, body, foreign);
            fresh += taken.newEvents();
            waiting |= taken.spooled();
        }
        return waiting
                ? new Received.Waiting(events.size())
                : new Received.Stored(events.size(), fresh, foreign.size());
    }

    private Taken accept(Addressee addressee, Body body, List<InboundEvent> events) {
        String tenantId = addressee.tenant().tenantId();
        var added = new ArrayList<NewEvent>(events.size());
        var receipts = new ArrayList<NewDelivery>();
        for (InboundEvent event : events) {
            String eventId = Ids.next("evt");
            added.add(new NewEvent(eventId, EventState.ACCEPTED, event, spans.accept(tenantId, eventId, event)));
            if (event.kind() == InboundEvent.Kind.STATUS) {
                receipts.add(new NewDelivery(
                        Ids.next("dlv"), eventId, Delivery.SEND, conversation(addressee, event, Delivery.SEND)));
            }
        }
        var due = new ArrayList<NewDelivery>();
        for (var project : projects(addressee, events).entrySet()) {
            due.add(new NewDelivery(
                    Ids.next("dlv"),
                    null,
                    project.getKey(),
                    conversation(addressee, project.getValue(), project.getKey())));
        }
        due.addAll(receipts);
        return commit(addressee, body, added, due);
    }

    private Taken quarantine(Addressee addressee, Body body, List<InboundEvent> events) {
        List<NewEvent> added = events.stream()
                .map(event -> new NewEvent(Ids.next("evt"), EventState.QUARANTINED, event, null))
                .toList();
        return commit(addressee, body, added, List.of());
    }

    private Taken commit(Addressee addressee, Body body, List<NewEvent> events, List<NewDelivery> due) {
        String tenantId = addressee.tenant().tenantId();
        String bodyId = Ids.next("whk");
        Taken taken = intakes.commit(new Intake(
                tenantId,
                addressee.endpoint().id(),
                new StoredBody(bodyId, body.contentType(), body.signature(), body.bytes()),
                events,
                due));
        if (!taken.deliveries().isEmpty()) {
            bodies.remember(tenantId, bodyId, body);
            deliveries.offer(taken.deliveries());
        }
        return taken;
    }

    /// Each project once, with the first event that leads to it and that it wants.
    private static Map<String, InboundEvent> projects(Addressee addressee, List<InboundEvent> events) {
        Map<String, InboundEvent> first = new LinkedHashMap<>();
        for (InboundEvent event : events) {
            for (Project project : addressee.projectsOf(event.phoneNumberId())) {
                if (EventFilterPolicy.wants(project.eventKinds(), event.kind())) {
                    first.putIfAbsent(project.projectId(), event);
                }
            }
        }
        return first;
    }

    /// The signature goes: it would not fit the bytes that are left.
    private static Body withoutForeign(Body body, OwnershipPolicy ownership) {
        return new Body(body.contentType(), null, OwnedBody.of(body.bytes(), ownership));
    }

    private static String conversation(Addressee addressee, InboundEvent event, String destination) {
        @Nullable String user = event.user();
        return addressee.tenant().tenantId()
                + '|'
                + addressee.endpoint().id()
                + '|'
                + (user == null ? "" : user)
                + '|'
                + destination;
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
