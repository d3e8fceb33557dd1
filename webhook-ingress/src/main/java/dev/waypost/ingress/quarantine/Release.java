package dev.waypost.ingress.quarantine;

import dev.waypost.ingress.delivery.Body;
import dev.waypost.providers.InboundEvent;
import java.util.List;

/// Takes in, once more, events that were kept because they belonged to nobody.
public interface Release {
    /// Those of the events that have an owner now, committed when this returns; the others stay in quarantine.
    List<InboundEvent> release(Source source, Body body, List<InboundEvent> events);
}
