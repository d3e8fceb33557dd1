package dev.waypost.ingress.quarantine;

import dev.waypost.ingress.intake.StoredBody;
import dev.waypost.providers.InboundEvent;
import java.util.List;

/// A webhook's events that belong to nobody, on their way into quarantine.
record Stray(Source source, StoredBody body, List<InboundEvent> events) {}
