package dev.waypost.console.message;

import dev.waypost.console.edge.Answer;
import dev.waypost.console.edge.Edge;
import dev.waypost.console.edge.Incoming;
import dev.waypost.console.edge.Peers;
import dev.waypost.console.json.FieldNames;
import dev.waypost.proto.send.v1.GetMessageRequest;
import dev.waypost.proto.send.v1.MessageServiceGrpc;
import dev.waypost.proto.send.v1.MessageServiceGrpc.MessageServiceBlockingStub;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Sends messages, and tells what became of them.
@Controller("/api/whatsapp")
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
public final class MessageController {
    private static final FieldNames NAMES =
            FieldNames.camelCase(Map.of("to", "phone", "content", "message", "content.text.body", "message"));

    private final Edge edge;
    private final Peers peers;

    MessageController(Edge edge, Peers peers) {
        this.edge = edge;
        this.peers = peers;
    }

    @Post("/send")
    public HttpResponse<byte[]> send(HttpRequest<byte[]> request) {
        return edge.answer(
                request,
                NAMES,
                in -> Answer.accepted(MessageJson.accepted(
                        messages(in).send(SendFields.read(in)).getMessage())));
    }

    @Get("/messages/{messageId}")
    public HttpResponse<byte[]> get(HttpRequest<?> request, String messageId, @QueryValue @Nullable String tenantId) {
        return edge.answer(
                request,
                in -> Answer.ok(MessageJson.of(messages(in)
                        .getMessage(GetMessageRequest.newBuilder()
                                .setMessageId(messageId)
                                .setTenantId(tenantId == null ? "" : tenantId)
                                .build())
                        .getMessage())));
    }

    private MessageServiceBlockingStub messages(Incoming in) {
        return peers.send(in, MessageServiceGrpc::newBlockingStub);
    }
}
