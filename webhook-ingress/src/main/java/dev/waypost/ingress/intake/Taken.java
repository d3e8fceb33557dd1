package dev.waypost.ingress.intake;

import dev.waypost.ingress.delivery.Delivery;
import dev.waypost.lanes.WorkItem;
import java.util.List;

/// What of an intake was new.
public record Taken(int newEvents, List<WorkItem<Delivery>> deliveries) {}
