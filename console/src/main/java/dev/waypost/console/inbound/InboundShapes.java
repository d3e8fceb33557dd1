package dev.waypost.console.inbound;

import dev.waypost.console.json.Documented;
import dev.waypost.console.json.Shape;
import dev.waypost.proto.ingress.v1.CancelReplayRequest;
import dev.waypost.proto.ingress.v1.Delivery;
import dev.waypost.proto.ingress.v1.DiscardDeliveriesRequest;
import dev.waypost.proto.ingress.v1.DiscardDeliveriesResponse;
import dev.waypost.proto.ingress.v1.Event;
import dev.waypost.proto.ingress.v1.GetEventRequest;
import dev.waypost.proto.ingress.v1.GetReplayRequest;
import dev.waypost.proto.ingress.v1.ListDeliveriesRequest;
import dev.waypost.proto.ingress.v1.ListEventsRequest;
import dev.waypost.proto.ingress.v1.ListUndeliveredRequest;
import dev.waypost.proto.ingress.v1.RedriveDeliveriesRequest;
import dev.waypost.proto.ingress.v1.ReplayEventsRequest;
import dev.waypost.proto.ingress.v1.ResumeReplayRequest;
import dev.waypost.proto.operation.v1.Operation;
import jakarta.inject.Singleton;
import java.util.List;

/// What events, deliveries and replays look like in JSON.
@Singleton
final class InboundShapes implements Documented {
    /// The payload is bytes: it is written beside the shape, as text where it is one.
    static final Shape EVENT = Shape.camelCase(Event.getDescriptor())
            .rename("kinds", "kind")
            .hide("payload")
            .alias("companyId", "tenantId")
            .add("payload", "payloadBase64");

    static final Shape DELIVERY =
            Shape.camelCase(Delivery.getDescriptor()).rename("states", "state").alias("companyId", "tenantId");

    static final Shape DECIDED =
            Shape.camelCase(DiscardDeliveriesResponse.getDescriptor()).alias("companyId", "tenantId");

    static final Shape REPLAY = Shape.camelCase(Operation.getDescriptor())
            .rename("kinds", "kind")
            .rename("operation_id", "id")
            .alias("companyId", "tenantId");

    @Override
    public List<Schema> schemas() {
        return List.of(
                Schema.answered("Event", EVENT, Event.getDescriptor()),
                Schema.asked("EventList", EVENT, ListEventsRequest.getDescriptor()),
                Schema.asked("EventGet", EVENT, GetEventRequest.getDescriptor(), "event_id"),
                Schema.answered("Delivery", DELIVERY, Delivery.getDescriptor()),
                Schema.asked("DeliveryList", DELIVERY, ListDeliveriesRequest.getDescriptor()),
                Schema.asked("UndeliveredList", DELIVERY, ListUndeliveredRequest.getDescriptor()),
                Schema.sent("DeliveryRedrive", DECIDED, RedriveDeliveriesRequest.getDescriptor()),
                Schema.sent("DeliveryDiscard", DECIDED, DiscardDeliveriesRequest.getDescriptor()),
                Schema.answered("DeliveriesDecided", DECIDED, DiscardDeliveriesResponse.getDescriptor()),
                Schema.answered("Replay", REPLAY, Operation.getDescriptor()),
                Schema.sent("ReplayStart", REPLAY, ReplayEventsRequest.getDescriptor()),
                Schema.asked("ReplayGet", REPLAY, GetReplayRequest.getDescriptor(), "operation_id"),
                Schema.sent("ReplayCancel", REPLAY, CancelReplayRequest.getDescriptor(), "operation_id"),
                Schema.sent("ReplayResume", REPLAY, ResumeReplayRequest.getDescriptor(), "operation_id"));
    }
}
