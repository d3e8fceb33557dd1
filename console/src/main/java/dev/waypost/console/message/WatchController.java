package dev.waypost.console.message;

import static dev.waypost.console.message.MessageShapes.WATCHED;

import dev.waypost.console.edge.Company;
import dev.waypost.console.edge.Edge;
import dev.waypost.console.edge.Peers;
import dev.waypost.proto.send.v1.MessageServiceGrpc;
import dev.waypost.proto.send.v1.WatchMessagesRequest;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.concurrent.TimeUnit;

/// Tells what becomes of a tenant's messages while it happens.
@Controller("/api/whatsapp/messages/watch")
@ExecuteOn(TaskExecutors.BLOCKING)
public final class WatchController {
    /// Browsers come back by themselves; a caller whose network went silent does not hold a stream for longer.
    private static final int HOURS = 1;

    private final Edge edge;
    private final Peers peers;
    private final Company company;

    WatchController(Edge edge, Peers peers, Company company) {
        this.edge = edge;
        this.peers = peers;
        this.company = company;
    }

    @Get
    @Produces({MediaType.TEXT_EVENT_STREAM, "application/problem+json"})
    public HttpResponse<?> watch(HttpRequest<?> request) {
        return edge.stream(request, WATCHED, in -> {
            var asked = company.query(in, WATCHED, WatchMessagesRequest.newBuilder());
            String last = request.getHeaders().get("Last-Event-ID");
            if (last != null && asked.getCursor().isEmpty()) {
                asked.setCursor(last);
            }
            var stub = peers.send(in, MessageServiceGrpc::newBlockingStub).withDeadlineAfter(HOURS, TimeUnit.HOURS);
            return HttpResponse.ok((Object) Changes.begin(() -> stub.watchMessages(asked.build())))
                    .contentType(MediaType.TEXT_EVENT_STREAM_TYPE)
                    .header("Cache-Control", "no-store");
        });
    }
}
