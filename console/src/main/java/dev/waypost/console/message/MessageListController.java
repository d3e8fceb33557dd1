package dev.waypost.console.message;

import static dev.waypost.console.message.MessageShapes.ASKED;
import static dev.waypost.console.message.MessageShapes.DECIDED;

import dev.waypost.console.edge.Answer;
import dev.waypost.console.edge.Company;
import dev.waypost.console.edge.Edge;
import dev.waypost.console.edge.Incoming;
import dev.waypost.console.edge.Page;
import dev.waypost.console.edge.Peers;
import dev.waypost.proto.send.v1.CancelMessageRequest;
import dev.waypost.proto.send.v1.DiscardMessagesRequest;
import dev.waypost.proto.send.v1.ListHeldMessagesRequest;
import dev.waypost.proto.send.v1.ListMessagesRequest;
import dev.waypost.proto.send.v1.MessageServiceGrpc;
import dev.waypost.proto.send.v1.MessageServiceGrpc.MessageServiceBlockingStub;
import dev.waypost.proto.send.v1.RedriveMessagesRequest;
import dev.waypost.proto.send.v1.ReleaseMessagesRequest;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;

/// Lists a tenant's messages, and lets people decide about those that wait or went wrong.
@Controller("/api/whatsapp/messages")
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
public final class MessageListController {
    private final Edge edge;
    private final Peers peers;
    private final Company company;

    MessageListController(Edge edge, Peers peers, Company company) {
        this.edge = edge;
        this.peers = peers;
        this.company = company;
    }

    @Get
    public HttpResponse<byte[]> list(HttpRequest<?> request) {
        return edge.answer(request, ASKED, in -> {
            var answer = messages(in)
                    .listMessages(company.query(in, ASKED, ListMessagesRequest.newBuilder())
                            .build());
            return Page.of(in, answer.getMessagesList(), MessageJson::of, answer.getNextPageToken());
        });
    }

    @Get("/held")
    public HttpResponse<byte[]> held(HttpRequest<?> request) {
        return edge.answer(request, ASKED, in -> {
            var answer = messages(in)
                    .listHeldMessages(company.query(in, ASKED, ListHeldMessagesRequest.newBuilder())
                            .build());
            return Page.of(in, answer.getMessagesList(), MessageJson::of, answer.getNextPageToken());
        });
    }

    @Post("/{messageId}/cancel")
    public HttpResponse<byte[]> cancel(HttpRequest<byte[]> request, String messageId) {
        return edge.answer(request, DECIDED, in -> {
            var asked = CancelMessageRequest.newBuilder().setMessageId(messageId);
            return Answer.ok(MessageJson.of(messages(in)
                    .cancelMessage(company.read(in, DECIDED, asked).build())
                    .getMessage()));
        });
    }

    @Post("/release")
    public HttpResponse<byte[]> release(HttpRequest<byte[]> request) {
        return edge.answer(
                request,
                DECIDED,
                in -> Answer.ok(DECIDED.write(messages(in)
                        .releaseMessages(company.read(in, DECIDED, ReleaseMessagesRequest.newBuilder())
                                .build()))));
    }

    @Post("/discard")
    public HttpResponse<byte[]> discard(HttpRequest<byte[]> request) {
        return edge.answer(
                request,
                DECIDED,
                in -> Answer.ok(DECIDED.write(messages(in)
                        .discardMessages(company.read(in, DECIDED, DiscardMessagesRequest.newBuilder())
                                .build()))));
    }

    @Post("/redrive")
    public HttpResponse<byte[]> redrive(HttpRequest<byte[]> request) {
        return edge.answer(
                request,
                DECIDED,
                in -> Answer.ok(DECIDED.write(messages(in)
                        .redriveMessages(company.read(in, DECIDED, RedriveMessagesRequest.newBuilder())
                                .build()))));
    }

    private MessageServiceBlockingStub messages(Incoming in) {
        return peers.send(in, MessageServiceGrpc::newBlockingStub);
    }
}
