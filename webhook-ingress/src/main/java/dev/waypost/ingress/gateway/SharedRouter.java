package dev.waypost.ingress.gateway;

import dev.waypost.configclient.Endpoint;
import dev.waypost.configclient.Gateway;
import dev.waypost.configclient.Project;
import dev.waypost.configclient.TenantSnapshot;
import dev.waypost.ingress.delivery.Body;
import dev.waypost.ingress.quarantine.Quarantine;
import dev.waypost.ingress.quarantine.Source;
import dev.waypost.ingress.receive.Acceptance;
import dev.waypost.ingress.receive.Accepted;
import dev.waypost.ingress.receive.Addressed;
import dev.waypost.ingress.receive.Addressee;
import dev.waypost.ingress.receive.Recipient;
import dev.waypost.ingress.receive.SharedNumbers;
import dev.waypost.providers.InboundEvent;
import dev.waypost.providers.ProviderKind;
import dev.waypost.providers.meta.MetaPart;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Takes webhooks of shared numbers: what users wrote goes where each of them belongs, the rest to the number's own
/// tenant.
///
/// A status or a session says nothing of the tenant that a user talks to, so nobody but the number's own tenant sees
/// it.
@Singleton
class SharedRouter implements SharedNumbers {
    private final KeptMessages messages;
    private final Acceptance acceptance;
    private final Quarantine quarantine;

    SharedRouter(KeptMessages messages, Acceptance acceptance, Quarantine quarantine) {
        this.messages = messages;
        this.acceptance = acceptance;
        this.quarantine = quarantine;
    }

    /// What became of the events of one webhook.
    ///
    /// @param messages of users, in the order of the body
    record All(Accepted accepted, List<Routed> messages) {}

    @Override
    public Accepted take(Gateway gateway, Addressee speaker, Body body, List<InboundEvent> events) {
        // The body may have more events than these: whoever gets some of them gets a part of it.
        return all(gateway, speaker, body, events, Integer.MAX_VALUE).accepted();
    }

    /// @param all how many events the body has
    All all(Gateway gateway, Addressee speaker, Body body, List<InboundEvent> events, int all) {
        var answers = new ArrayList<Routed>();
        var rest = new ArrayList<Addressed>();
        var strays = new ArrayList<InboundEvent>(0);
        int fresh = 0;
        boolean waiting = false;
        for (InboundEvent event : events) {
            if (!isAbout(speaker.endpoint(), event)) {
                strays.add(event);
            } else if (event.kind() == InboundEvent.Kind.MESSAGE) {
                Routed routed = messages.route(gateway, speaker, only(speaker, body, event), event);
                answers.add(routed);
                waiting |= routed.action() == Routed.Action.WAITING;
                fresh += routed.fresh() ? 1 : 0;
            } else {
                rest.add(new Addressed(event, host(speaker, event.phoneNumberId())));
            }
        }
        if (!strays.isEmpty()) {
            Optional<Integer> kept = quarantine.keep(
                    new Source(
                            speaker.tenant().tenantId(),
                            speaker.endpoint().id(),
                            "",
                            ProviderKind.valueOf(speaker.endpoint().provider())),
                    body,
                    strays);
            waiting |= kept.isEmpty();
            fresh += kept.orElse(0);
        }
        if (rest.isEmpty()) {
            return new All(new Accepted(fresh, waiting), answers);
        }
        Accepted accepted = acceptance.accept(body, rest, isMeta(speaker) ? all : rest.size());
        return new All(new Accepted(fresh + accepted.fresh(), waiting || accepted.waiting()), answers);
    }

    /// A tenant sees what its own user wrote, and nothing else that came along. The signature goes when it would not
    /// fit.
    private static Body only(Addressee speaker, Body body, InboundEvent event) {
        if (!isMeta(speaker)) {
            return body;
        }
        byte[] part = MetaPart.of(body.bytes(), List.of(event));
        return Arrays.equals(part, body.bytes()) ? body : new Body(body.contentType(), null, part);
    }

    private static boolean isMeta(Addressee speaker) {
        return speaker.endpoint().provider().equals(ProviderKind.META_CLOUD.name());
    }

    /// What says nothing of a number or a session is about the one that its secret is of.
    private static boolean isAbout(Endpoint endpoint, InboundEvent event) {
        return isSame(event.phoneNumberId(), endpoint.phoneNumberId()) && isSame(event.session(), endpoint.session());
    }

    private static boolean isSame(@Nullable String said, @Nullable String own) {
        return said == null || own == null || said.equals(own);
    }

    private static Recipient host(Addressee speaker, @Nullable String phoneNumberId) {
        TenantSnapshot tenant = speaker.tenant();
        List<Project> mapped = tenant.projects().stream()
                .filter(project -> project.phoneNumberId().equals(phoneNumberId)
                        || project.phoneNumberId().equals(speaker.endpoint().phoneNumberId())
                        || project.phoneNumberId().equals(speaker.endpoint().id()))
                .toList();
        return new Recipient(tenant, speaker.endpoint().id(), mapped);
    }
}
