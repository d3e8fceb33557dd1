package dev.waypost.console.inbound;

import static dev.waypost.console.inbound.InboundShapes.DECIDED;
import static dev.waypost.console.inbound.InboundShapes.DELIVERY;

import dev.waypost.console.edge.Answer;
import dev.waypost.console.edge.Company;
import dev.waypost.console.edge.Edge;
import dev.waypost.console.edge.Incoming;
import dev.waypost.console.edge.Page;
import dev.waypost.console.edge.Peers;
import dev.waypost.proto.ingress.v1.DeliveryServiceGrpc;
import dev.waypost.proto.ingress.v1.DeliveryServiceGrpc.DeliveryServiceBlockingStub;
import dev.waypost.proto.ingress.v1.DiscardDeliveriesRequest;
import dev.waypost.proto.ingress.v1.ListDeliveriesRequest;
import dev.waypost.proto.ingress.v1.ListUndeliveredRequest;
import dev.waypost.proto.ingress.v1.RedriveDeliveriesRequest;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;

/// Events on their way to a tenant's projects, and decisions about those that did not arrive.
@Controller("/api/whatsapp/deliveries")
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
public final class DeliveryController {
    private final Edge edge;
    private final Peers peers;
    private final Company company;

    DeliveryController(Edge edge, Peers peers, Company company) {
        this.edge = edge;
        this.peers = peers;
        this.company = company;
    }

    @Get
    public HttpResponse<byte[]> list(HttpRequest<?> request) {
        return edge.answer(request, DELIVERY, in -> {
            var answer = deliveries(in)
                    .listDeliveries(company.query(in, DELIVERY, ListDeliveriesRequest.newBuilder())
                            .build());
            return Page.of(in, answer.getDeliveriesList(), DELIVERY::write, answer.getNextPageToken());
        });
    }

    @Get("/undelivered")
    public HttpResponse<byte[]> undelivered(HttpRequest<?> request) {
        return edge.answer(request, DELIVERY, in -> {
            var answer = deliveries(in)
                    .listUndelivered(company.query(in, DELIVERY, ListUndeliveredRequest.newBuilder())
                            .build());
            return Page.of(in, answer.getDeliveriesList(), DELIVERY::write, answer.getNextPageToken());
        });
    }

    @Post("/redrive")
    public HttpResponse<byte[]> redrive(HttpRequest<byte[]> request) {
        return edge.answer(
                request,
                DECIDED,
                in -> Answer.ok(DECIDED.write(deliveries(in)
                        .redriveDeliveries(company.read(in, DECIDED, RedriveDeliveriesRequest.newBuilder())
                                .build()))));
    }

    @Post("/discard")
    public HttpResponse<byte[]> discard(HttpRequest<byte[]> request) {
        return edge.answer(
                request,
                DECIDED,
                in -> Answer.ok(DECIDED.write(deliveries(in)
                        .discardDeliveries(company.read(in, DECIDED, DiscardDeliveriesRequest.newBuilder())
                                .build()))));
    }

    private DeliveryServiceBlockingStub deliveries(Incoming in) {
        return peers.ingress(in, DeliveryServiceGrpc::newBlockingStub);
    }
}
