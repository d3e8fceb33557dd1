package dev.waypost.ingress.gateway;

import dev.waypost.configclient.Gateway;
import dev.waypost.configclient.Name;
import dev.waypost.configclient.Project;
import dev.waypost.configclient.TenantSnapshot;
import dev.waypost.configclient.TenantSnapshots;
import dev.waypost.configclient.TenantState;
import dev.waypost.ingress.delivery.Body;
import dev.waypost.ingress.gateway.Routed.Action;
import dev.waypost.ingress.intake.EventState;
import dev.waypost.ingress.intake.Intake;
import dev.waypost.ingress.intake.NewEvent;
import dev.waypost.ingress.intake.StoredBodies;
import dev.waypost.ingress.receive.Acceptance;
import dev.waypost.ingress.receive.Addressed;
import dev.waypost.ingress.receive.Addressee;
import dev.waypost.ingress.receive.Recipient;
import dev.waypost.platform.crypto.Signatures;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.id.Ids;
import dev.waypost.providers.InboundEvent;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Brings what users write to a shared number to the tenant that each of them talks to.
///
/// A message is prepared for what this process last saw of its user and committed only if that is still true; else it
/// is prepared once more, for what is true. So nobody's belief can lead a message to a tenant that its user has
/// left.
@Singleton
class Router {
    private static final int TRIES = 32;

    private final TenantSnapshots tenants;
    private final Acceptance acceptance;
    private final StoredBodies stored;
    private final Routes routes;
    private final Guesses guesses;

    Router(TenantSnapshots tenants, Acceptance acceptance, StoredBodies stored, Routes routes, Guesses guesses) {
        this.tenants = tenants;
        this.acceptance = acceptance;
        this.stored = stored;
        this.routes = routes;
        this.guesses = guesses;
    }

    /// What a message is prepared with.
    private record Message(Gateway gateway, Addressee speaker, Body body, InboundEvent event, List<String> names) {}

    /// What it is prepared for.
    private record Plan(
            Action action,
            String tenantId,
            @Nullable LockChange change,
            Found after,
            @Nullable Recipient recipient,
            String conversation) {}

    /// Returns after message and lock are committed.
    ///
    /// @param speaker tenant and endpoint that the number belongs to
    /// @param event what one user wrote
    Routed route(Gateway gateway, Addressee speaker, Body body, InboundEvent event) {
        var message = new Message(gateway, speaker, body, event, UserNames.of(event));
        UUID once = once(gateway, event);
        @Nullable Link link = link(message);
        Optional<Found> guess = guesses.of(gateway.gatewayId(), message.names());
        // A stranger with a link is most likely new; another stranger may well have a lock that was not seen here yet.
        Found believed = guess.isPresent() || link != null || message.names().isEmpty()
                ? guess.orElseGet(() -> Found.none(message.names()))
                : ask(message, once);
        for (int i = 0; i < TRIES; i++) {
            Plan plan = plan(message, link, believed);
            Intake intake = intake(message, plan);
            Outcome outcome = routes.commit(
                    new Arrival(gateway.gatewayId(), message.names(), once, believed, plan.change(), intake));
            switch (outcome) {
                case Outcome.Stored stored -> {
                    guesses.remember(gateway.gatewayId(), message.names(), plan.after());
                    acceptance.committed(intake, body, stored.taken());
                    return routed(message, plan, true);
                }
                case Outcome.Duplicate duplicate -> {
                    guesses.remember(gateway.gatewayId(), message.names(), duplicate.found());
                    return routed(message, plan(message, link, duplicate.found()), false);
                }
                case Outcome.Mistaken mistaken -> {
                    believed = mistaken.found();
                    guesses.remember(gateway.gatewayId(), message.names(), believed);
                }
            }
        }
        throw Fault.of(Reason.STORE_UNAVAILABLE).retryAfter(Duration.ofSeconds(1));
    }

    private Found ask(Message message, UUID once) {
        Found nothing = Found.none(message.names());
        Outcome outcome =
                routes.commit(new Arrival(message.gateway().gatewayId(), message.names(), once, nothing, null, null));
        return outcome instanceof Outcome.Mistaken mistaken ? mistaken.found() : nothing;
    }

    private @Nullable Link link(Message message) {
        @Nullable String text = message.event().text();
        if (text == null || message.names().isEmpty() || !message.gateway().active()) {
            return null;
        }
        // Editing a message or reacting to one is not how a link is followed.
        if (message.event().type().equals("edit") || message.event().type().equals("reaction")) {
            return null;
        }
        return DeepLinkPolicy.codeIn(text, message.gateway().word())
                .flatMap(code -> tenants.resolve(
                                new Name.GatewayCode(message.gateway().gatewayId(), code))
                        .map(resolution -> resolution.tenant())
                        .filter(tenant -> tenant.state() != TenantState.DELETING)
                        .map(tenant -> new Link(code, tenant.tenantId())))
                .orElse(null);
    }

    private Plan plan(Message message, @Nullable Link link, Found found) {
        Step step = message.gateway().active()
                ? LockPolicy.decide(link, found, tenantId -> taking(tenantId).isPresent())
                : new Step.Nobody();
        return switch (step) {
            case Step.Lock lock -> {
                TenantSnapshot tenant = tenants.get(lock.link().tenantId());
                var held =
                        new Held(Ids.next("lck"), tenant.tenantId(), lock.link().code(), null, true);
                yield new Plan(
                        Action.NEW_SESSION_LOCKED,
                        tenant.tenantId(),
                        new LockChange.Make(
                                held.lockId(),
                                message.gateway().gatewayId(),
                                held.tenantId(),
                                held.code(),
                                null,
                                tenant.policy().userLockTtl().toMillis(),
                                found.lockIds(),
                                found.unknown()),
                        Found.only(held),
                        recipient(message, tenant),
                        conversation(message, held.lockId()));
            }
            case Step.Follow follow -> {
                Held held = follow.lock();
                TenantSnapshot tenant = tenants.get(held.tenantId());
                long lasts =
                        held.ttlMillis() == null ? tenant.policy().userLockTtl().toMillis() : held.ttlMillis();
                yield new Plan(
                        follow.linked() ? Action.NEW_SESSION_LOCKED : Action.EXISTING_SESSION,
                        tenant.tenantId(),
                        new LockChange.Keep(
                                held.lockId(),
                                message.gateway().gatewayId(),
                                lasts,
                                found.lockIdsBut(held.lockId()),
                                found.unknown()),
                        Found.only(held),
                        recipient(message, tenant),
                        conversation(message, held.lockId()));
            }
            case Step.Nobody nobody -> {
                TenantSnapshot host = message.speaker().tenant();
                List<Project> fallback = fallback(message.gateway(), host);
                yield new Plan(
                        fallback.isEmpty() ? Action.QUARANTINED : Action.DEFAULT_PROJECT,
                        host.tenantId(),
                        null,
                        found,
                        fallback.isEmpty()
                                ? null
                                : new Recipient(
                                        host, message.speaker().endpoint().id(), fallback),
                        conversation(
                                message,
                                message.names().isEmpty() ? "" : message.names().getFirst()));
            }
        };
    }

    private Intake intake(Message message, Plan plan) {
        if (plan.recipient() != null) {
            return acceptance.prepare(
                    message.body(), new Addressed(message.event(), plan.recipient()), plan.conversation());
        }
        return quarantined(message.speaker(), message.body(), message.event());
    }

    /// Kept under the number's own tenant, and delivered to nobody.
    private Intake quarantined(Addressee speaker, Body body, InboundEvent event) {
        return new Intake(
                speaker.tenant().tenantId(),
                speaker.endpoint().id(),
                stored.of(speaker.tenant(), body),
                List.of(new NewEvent(Ids.next("evt"), EventState.QUARANTINED, event, null)),
                List.of());
    }

    private static Routed routed(Message message, Plan plan, boolean fresh) {
        return new Routed(plan.action(), UserNames.shown(message.names()), plan.tenantId(), fresh);
    }

    private Optional<TenantSnapshot> taking(String tenantId) {
        return tenants.find(tenantId).filter(tenant -> tenant.state() != TenantState.DELETING);
    }

    private static Recipient recipient(Message message, TenantSnapshot tenant) {
        return new Recipient(tenant, message.speaker().endpoint().id(), tenant.projectsOfUsers());
    }

    /// Also when it is switched off: then it is delivered later, and not put into quarantine.
    private static List<Project> fallback(Gateway gateway, TenantSnapshot host) {
        return host.projects().stream()
                .filter(project -> project.phoneNumberId().equals(Gateway.name(gateway.gatewayId())))
                .limit(1)
                .toList();
    }

    private static String conversation(Message message, String user) {
        return Gateway.name(message.gateway().gatewayId()) + '|' + user;
    }

    /// The same for the same message, whoever its user is locked to: the key of the event holds within one tenant only.
    private static UUID once(Gateway gateway, InboundEvent event) {
        ByteBuffer digest = ByteBuffer.wrap(Signatures.sha256(gateway.gatewayId() + '|' + event.dedupeKey()));
        return new UUID(digest.getLong(), digest.getLong());
    }
}
