package dev.waypost.console.privacy;

import static dev.waypost.console.privacy.PrivacyShapes.BLOCKED;
import static dev.waypost.console.privacy.PrivacyShapes.IMPORTED;

import dev.waypost.console.edge.Answer;
import dev.waypost.console.edge.Company;
import dev.waypost.console.edge.Edge;
import dev.waypost.console.edge.Incoming;
import dev.waypost.console.edge.Page;
import dev.waypost.console.edge.Peers;
import dev.waypost.console.edge.Upload;
import dev.waypost.proto.send.v1.BlockListServiceGrpc;
import dev.waypost.proto.send.v1.BlockListServiceGrpc.BlockListServiceBlockingStub;
import dev.waypost.proto.send.v1.BlockNumbersRequest;
import dev.waypost.proto.send.v1.ImportBlockedNumbersRequest;
import dev.waypost.proto.send.v1.ImportBlockedNumbersResponse;
import dev.waypost.proto.send.v1.ListBlockedNumbersRequest;
import dev.waypost.proto.send.v1.UnblockNumbersRequest;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;

/// The numbers that a tenant does not write to.
@Controller("/api/whatsapp/blocked")
@ExecuteOn(TaskExecutors.BLOCKING)
public final class BlockController {
    private static final int HOURS = 1;

    private final Edge edge;
    private final Peers peers;
    private final Company company;

    BlockController(Edge edge, Peers peers, Company company) {
        this.edge = edge;
        this.peers = peers;
        this.company = company;
    }

    @Get
    public HttpResponse<byte[]> list(HttpRequest<?> request) {
        return edge.answer(request, BLOCKED, in -> {
            var answer = blocked(in)
                    .listBlockedNumbers(company.query(in, BLOCKED, ListBlockedNumbersRequest.newBuilder())
                            .build());
            return Page.of(in, answer.getBlockedNumbersList(), BLOCKED::write, answer.getNextPageToken());
        });
    }

    @Post
    @Consumes(MediaType.ALL)
    public HttpResponse<byte[]> block(HttpRequest<byte[]> request) {
        return edge.answer(
                request,
                BLOCKED,
                in -> Answer.ok(BLOCKED.write(blocked(in)
                        .blockNumbers(company.read(in, BLOCKED, BlockNumbersRequest.newBuilder())
                                .build()))));
    }

    @Post("/remove")
    @Consumes(MediaType.ALL)
    public HttpResponse<byte[]> unblock(HttpRequest<byte[]> request) {
        return edge.answer(
                request,
                BLOCKED,
                in -> Answer.ok(BLOCKED.write(blocked(in)
                        .unblockNumbers(company.read(in, BLOCKED, UnblockNumbersRequest.newBuilder())
                                .build()))));
    }

    /// One number a line. Sent again with the same request id, it goes on after the last line that was taken.
    @Post("/import")
    @Consumes({MediaType.TEXT_PLAIN, MediaType.TEXT_CSV, MediaType.APPLICATION_OCTET_STREAM})
    public HttpResponse<byte[]> importNumbers(HttpRequest<?> request, @Body InputStream body) {
        return edge.answer(request, IMPORTED, in -> {
            var how = company.query(in, IMPORTED, ImportBlockedNumbersRequest.newBuilder())
                    .setRequestId(in.requestId());
            var lines = new NumberLines(body, how);
            ImportBlockedNumbersResponse imported = Upload.send(
                    body,
                    peers.send(in, BlockListServiceGrpc::newStub).withDeadlineAfter(HOURS, TimeUnit.HOURS)
                            ::importBlockedNumbers,
                    lines::next);
            return Answer.ok(IMPORTED.write(imported));
        });
    }

    private BlockListServiceBlockingStub blocked(Incoming in) {
        return peers.send(in, BlockListServiceGrpc::newBlockingStub);
    }
}
