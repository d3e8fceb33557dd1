package dev.waypost.console.privacy;

import static dev.waypost.console.privacy.PrivacyShapes.ERASURE;

import dev.waypost.console.edge.Answer;
import dev.waypost.console.edge.Company;
import dev.waypost.console.edge.Edge;
import dev.waypost.console.edge.Incoming;
import dev.waypost.console.edge.Page;
import dev.waypost.console.edge.Peers;
import dev.waypost.proto.send.v1.EraseUserRequest;
import dev.waypost.proto.send.v1.ErasureServiceGrpc;
import dev.waypost.proto.send.v1.ErasureServiceGrpc.ErasureServiceBlockingStub;
import dev.waypost.proto.send.v1.ListErasuresRequest;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.concurrent.TimeUnit;

/// Has users forgotten, and shows who asked for it.
@Controller("/api/whatsapp/erasures")
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
public final class ErasureController {
    private static final int PATIENCE_SECONDS = 30;

    private final Edge edge;
    private final Peers peers;
    private final Company company;

    ErasureController(Edge edge, Peers peers, Company company) {
        this.edge = edge;
        this.peers = peers;
        this.company = company;
    }

    @Post
    public HttpResponse<byte[]> erase(HttpRequest<byte[]> request) {
        return edge.answer(
                request,
                ERASURE,
                in -> Answer.accepted(ERASURE.write(erasures(in)
                        .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
                        .eraseUser(company.read(in, ERASURE, EraseUserRequest.newBuilder())
                                .build())
                        .getErasure())));
    }

    @Get
    public HttpResponse<byte[]> list(HttpRequest<?> request) {
        return edge.answer(request, ERASURE, in -> {
            var answer = erasures(in)
                    .listErasures(company.query(in, ERASURE, ListErasuresRequest.newBuilder())
                            .build());
            return Page.of(in, answer.getErasuresList(), ERASURE::write, answer.getNextPageToken());
        });
    }

    private ErasureServiceBlockingStub erasures(Incoming in) {
        return peers.send(in, ErasureServiceGrpc::newBlockingStub);
    }
}
