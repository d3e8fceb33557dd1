package dev.waypost.ingress.receive;

import dev.waypost.configclient.Gateway;
import dev.waypost.providers.InboundEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The events of one webhook by what is to become of them.
final class Sorted {
    /// A shared number and who speaks for it.
    record Shared(Gateway gateway, Addressee speaker) {}

    private final List<Addressed> addressed;
    private final List<InboundEvent> unknown = new ArrayList<>(0);
    private final Map<Shared, List<InboundEvent>> shared = new LinkedHashMap<>(0);

    Sorted(int events) {
        this.addressed = new ArrayList<>(events);
    }

    void add(InboundEvent event, Owners.@Nullable Owned owned) {
        if (owned == null) {
            unknown.add(event);
            return;
        }
        Optional<Gateway> gateway = owned.owner().gateway();
        if (gateway.isPresent() && owned.owner().endpoint() != null) {
            var speaker = new Addressee(owned.owner().tenant(), owned.owner().endpoint());
            shared.computeIfAbsent(new Shared(gateway.get(), speaker), of -> new ArrayList<>())
                    .add(event);
        } else {
            addressed.add(new Addressed(event, owned.recipient()));
        }
    }

    /// Those with one owner.
    List<Addressed> addressed() {
        return addressed;
    }

    /// Those that came to a number which several tenants share.
    Map<Shared, List<InboundEvent>> shared() {
        return shared;
    }

    /// Those of nobody.
    List<InboundEvent> unknown() {
        return unknown;
    }
}
