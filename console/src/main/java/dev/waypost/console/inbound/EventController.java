package dev.waypost.console.inbound;

import static dev.waypost.console.inbound.InboundShapes.EVENT;

import dev.waypost.console.edge.Answer;
import dev.waypost.console.edge.Company;
import dev.waypost.console.edge.Edge;
import dev.waypost.console.edge.Incoming;
import dev.waypost.console.edge.Page;
import dev.waypost.console.edge.Peers;
import dev.waypost.proto.ingress.v1.EventServiceGrpc;
import dev.waypost.proto.ingress.v1.EventServiceGrpc.EventServiceBlockingStub;
import dev.waypost.proto.ingress.v1.GetEventRequest;
import dev.waypost.proto.ingress.v1.ListEventsRequest;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;

/// What came in for a tenant.
@Controller("/api/whatsapp/events")
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
public final class EventController {
    private final Edge edge;
    private final Peers peers;
    private final Company company;

    EventController(Edge edge, Peers peers, Company company) {
        this.edge = edge;
        this.peers = peers;
        this.company = company;
    }

    @Get
    public HttpResponse<byte[]> list(HttpRequest<?> request) {
        return edge.answer(request, EVENT, in -> {
            var answer = events(in)
                    .listEvents(company.query(in, EVENT, ListEventsRequest.newBuilder())
                            .build());
            return Page.of(in, answer.getEventsList(), EventJson::of, answer.getNextPageToken());
        });
    }

    @Get("/{eventId}")
    public HttpResponse<byte[]> get(HttpRequest<?> request, String eventId) {
        return edge.answer(request, EVENT, in -> {
            var asked = company.query(in, EVENT, GetEventRequest.newBuilder().setEventId(eventId));
            return Answer.ok(EventJson.of(events(in).getEvent(asked.build()).getEvent()));
        });
    }

    private EventServiceBlockingStub events(Incoming in) {
        return peers.ingress(in, EventServiceGrpc::newBlockingStub);
    }
}
