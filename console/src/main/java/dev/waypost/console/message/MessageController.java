package dev.waypost.console.message;

import dev.waypost.console.ConsoleServerSettings;
import dev.waypost.console.edge.Answer;
import dev.waypost.console.edge.Edge;
import dev.waypost.console.edge.Incoming;
import dev.waypost.console.edge.Peers;
import dev.waypost.console.json.FieldNames;
import dev.waypost.proto.send.v1.GetMessageRequest;
import dev.waypost.proto.send.v1.Message;
import dev.waypost.proto.send.v1.MessageServiceGrpc;
import dev.waypost.proto.send.v1.MessageServiceGrpc.MessageServiceBlockingStub;
import dev.waypost.proto.send.v1.SendRequest;
import dev.waypost.proto.send.v1.WaitFor;
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
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Sends messages, and tells what became of them.
@Controller("/api/whatsapp")
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
public final class MessageController {
    private static final FieldNames NAMES = FieldNames.camelCase(
            Map.of("to", "phone", "content.text.body", "message", "reply_to_message_id", "replyTo"));
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private final Edge edge;
    private final Peers peers;
    private final ConsoleServerSettings settings;

    MessageController(Edge edge, Peers peers, ConsoleServerSettings settings) {
        this.edge = edge;
        this.peers = peers;
        this.settings = settings;
    }

    @Post("/send")
    public HttpResponse<byte[]> send(HttpRequest<byte[]> request) {
        return edge.answer(
                request,
                NAMES,
                in -> Answer.accepted(MessageJson.accepted(send(in, SendFields.read(in, settings.defaultTenant())))));
    }

    /// Who waits for the provider or the recipient waits longer than for an answer of ours.
    private Message send(Incoming in, SendRequest request) {
        boolean waits = request.getWaitForValue() > WaitFor.WAIT_FOR_QUEUED_VALUE;
        MessageServiceBlockingStub stub = messages(in);
        return (waits ? stub.withDeadlineAfter(LONGEST_WAIT) : stub)
                .send(request)
                .getMessage();
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
