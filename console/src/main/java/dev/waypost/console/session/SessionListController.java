package dev.waypost.console.session;

import static dev.waypost.console.session.SessionShapes.SESSION;

import dev.waypost.console.edge.Edge;
import dev.waypost.console.edge.Page;
import dev.waypost.console.edge.Peers;
import dev.waypost.proto.send.v1.ListSessionsRequest;
import dev.waypost.proto.send.v1.SessionServiceGrpc;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;

/// The log-ins of all tenants.
@Controller("/admin/sessions")
@ExecuteOn(TaskExecutors.BLOCKING)
public final class SessionListController {
    private final Edge edge;
    private final Peers peers;

    SessionListController(Edge edge, Peers peers) {
        this.edge = edge;
        this.peers = peers;
    }

    @Get
    public HttpResponse<byte[]> list(HttpRequest<?> request) {
        return edge.answer(request, SESSION, in -> {
            var answer = peers.send(in, SessionServiceGrpc::newBlockingStub)
                    .listSessions(
                            in.query(SESSION, ListSessionsRequest.newBuilder()).build());
            return Page.of(in, answer.getSessionsList(), SESSION::write, answer.getNextPageToken());
        });
    }
}
