package dev.waypost.ingress.receive;

import dev.waypost.configclient.Endpoint;
import dev.waypost.configclient.Name;
import dev.waypost.configclient.Resolution;
import dev.waypost.configclient.TenantSnapshot;
import dev.waypost.configclient.TenantSnapshots;
import dev.waypost.configclient.TenantState;
import dev.waypost.providers.InboundEvent;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Finds whose each event of a verified webhook is. A number of somebody whom the signer does not speak for is
/// nobody's.
@Singleton
class Owners {
    /// What an event is about; the events of one webhook are mostly about the same.
    private record Subject(
            @Nullable String number,
            @Nullable String account,
            @Nullable String session) {}

    private final TenantSnapshots tenants;

    Owners(TenantSnapshots tenants) {
        this.tenants = tenants;
    }

    /// The owner of each, in order.
    Sorted sort(Verified verified, List<InboundEvent> events) {
        var sorted = new Sorted(events.size());
        Map<Subject, Optional<Owned>> known = new HashMap<>(2);
        for (InboundEvent event : events) {
            var subject = new Subject(event.phoneNumberId(), event.wabaId(), event.session());
            @Nullable Optional<Owned> owned = known.get(subject);
            if (owned == null) {
                owned = owner(verified, event).map(owner -> new Owned(owner, owner.recipient(event)));
                known.put(subject, owned);
            }
            sorted.add(event, owned.orElse(null));
        }
        return sorted;
    }

    /// @param recipient who gets what is not for the users of a shared number
    record Owned(Owner owner, Recipient recipient) {}

    private Optional<Owner> owner(Verified verified, InboundEvent event) {
        if (verified.signer() instanceof Signer.OfEndpoint signer) {
            Addressee addressee = signer.addressee();
            if (OwnershipPolicy.isAbout(addressee.endpoint(), event)) {
                return Optional.of(new Owner(addressee.tenant(), addressee.endpoint()));
            }
            @Nullable Endpoint sibling = OwnershipPolicy.among(addressee.tenant(), event, verified);
            if (sibling != null) {
                return Optional.of(new Owner(addressee.tenant(), sibling));
            }
        }
        return resolved(event).flatMap(found -> {
            Optional<Owner> speaking = elsewhere(found, event, verified);
            return speaking.isPresent() ? speaking : ofHub(found, event, verified);
        });
    }

    /// A number of the hub that no endpoint speaks for.
    private static Optional<Owner> ofHub(Resolution found, InboundEvent event, Verified verified) {
        @Nullable TenantSnapshot tenant = found.tenant();
        return tenant == null
                        || tenant.state() == TenantState.DELETING
                        || !found.endpointId().isEmpty()
                        || !isUnderTheSigner(found, event, verified)
                ? Optional.empty()
                : Optional.of(new Owner(tenant, null));
    }

    /// Whether the hub has the tenant's number under the app that signed.
    private static boolean isUnderTheSigner(Resolution found, InboundEvent event, Verified verified) {
        return event.phoneNumberId() != null
                && verified.signer() instanceof Signer.OfApp of
                && of.app().appId().equals(found.hubAppId());
    }

    private Optional<Resolution> resolved(InboundEvent event) {
        if (event.phoneNumberId() != null) {
            return tenants.resolve(new Name.PhoneNumber(event.phoneNumberId()));
        }
        return event.wabaId() == null ? Optional.empty() : tenants.resolve(new Name.BusinessAccount(event.wabaId()));
    }

    private static Optional<Owner> elsewhere(Resolution found, InboundEvent event, Verified verified) {
        @Nullable TenantSnapshot tenant = found.tenant();
        if (tenant == null || tenant.state() == TenantState.DELETING) {
            return Optional.empty();
        }
        boolean isUnder = isUnderTheSigner(found, event, verified);
        // A number may have a standby: any endpoint of the tenant that speaks for it and for the signer will do.
        for (Endpoint endpoint : tenant.endpoints()) {
            if (OwnershipPolicy.isAbout(endpoint, event)
                    && (OwnershipPolicy.vouchesFor(endpoint, verified)
                            || isUnder && verified.from().test(endpoint))) {
                return Optional.of(new Owner(tenant, endpoint));
            }
        }
        return Optional.empty();
    }
}
