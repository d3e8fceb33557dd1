package dev.waypost.console.inbound;

import static dev.waypost.console.inbound.InboundShapes.REPLAY;

import dev.waypost.console.edge.Answer;
import dev.waypost.console.edge.Company;
import dev.waypost.console.edge.Edge;
import dev.waypost.console.edge.Incoming;
import dev.waypost.console.edge.Peers;
import dev.waypost.proto.ingress.v1.CancelReplayRequest;
import dev.waypost.proto.ingress.v1.DeliveryServiceGrpc;
import dev.waypost.proto.ingress.v1.DeliveryServiceGrpc.DeliveryServiceBlockingStub;
import dev.waypost.proto.ingress.v1.GetReplayRequest;
import dev.waypost.proto.ingress.v1.ReplayEventsRequest;
import dev.waypost.proto.ingress.v1.ResumeReplayRequest;
import dev.waypost.proto.operation.v1.Operation;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;

/// Delivers past events again: a start answers 202 with an operation, which is then asked how far it is.
@Controller("/api/whatsapp/replays")
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
public final class ReplayController {
    private final Edge edge;
    private final Peers peers;
    private final Company company;

    ReplayController(Edge edge, Peers peers, Company company) {
        this.edge = edge;
        this.peers = peers;
        this.company = company;
    }

    @Post
    public HttpResponse<byte[]> start(HttpRequest<byte[]> request) {
        return edge.answer(request, REPLAY, in -> {
            var asked = company.read(in, REPLAY, ReplayEventsRequest.newBuilder());
            return started(deliveries(in).replayEvents(asked.build()).getOperation());
        });
    }

    @Get("/{replayId}")
    public HttpResponse<byte[]> get(HttpRequest<?> request, String replayId) {
        return edge.answer(request, REPLAY, in -> {
            var asked = company.query(in, REPLAY, GetReplayRequest.newBuilder().setOperationId(replayId));
            return Answer.ok(
                    REPLAY.write(deliveries(in).getReplay(asked.build()).getOperation()));
        });
    }

    @Post("/{replayId}/cancel")
    public HttpResponse<byte[]> cancel(HttpRequest<byte[]> request, String replayId) {
        return edge.answer(request, REPLAY, in -> {
            var asked =
                    company.read(in, REPLAY, CancelReplayRequest.newBuilder().setOperationId(replayId));
            return Answer.ok(
                    REPLAY.write(deliveries(in).cancelReplay(asked.build()).getOperation()));
        });
    }

    @Post("/{replayId}/resume")
    public HttpResponse<byte[]> resume(HttpRequest<byte[]> request, String replayId) {
        return edge.answer(request, REPLAY, in -> {
            var asked =
                    company.read(in, REPLAY, ResumeReplayRequest.newBuilder().setOperationId(replayId));
            return started(deliveries(in).resumeReplay(asked.build()).getOperation());
        });
    }

    private static Answer started(Operation operation) {
        return Answer.accepted(REPLAY.write(operation))
                .with(
                        "Location",
                        "/api/whatsapp/replays/" + operation.getOperationId() + "?tenantId=" + operation.getTenantId());
    }

    private DeliveryServiceBlockingStub deliveries(Incoming in) {
        return peers.ingress(in, DeliveryServiceGrpc::newBlockingStub);
    }
}
