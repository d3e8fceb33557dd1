package dev.waypost.console.tenant;

import static dev.waypost.console.tenant.TenantShapes.CHANGE;

import dev.waypost.console.edge.Edge;
import dev.waypost.console.edge.Page;
import dev.waypost.console.edge.Peers;
import dev.waypost.console.json.Json;
import dev.waypost.proto.config.v1.AuditServiceGrpc;
import dev.waypost.proto.config.v1.Change;
import dev.waypost.proto.config.v1.ListChangesRequest;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;

/// What was changed, by whom, when and why.
@Controller("/api/whatsapp/audit")
@ExecuteOn(TaskExecutors.BLOCKING)
public final class AuditController {
    private final Edge edge;
    private final Peers peers;

    AuditController(Edge edge, Peers peers) {
        this.edge = edge;
        this.peers = peers;
    }

    @Get
    public HttpResponse<byte[]> list(HttpRequest<?> request) {
        return edge.answer(request, CHANGE, in -> {
            var answer = peers.config(in, AuditServiceGrpc::newBlockingStub)
                    .listChanges(
                            in.query(CHANGE, ListChangesRequest.newBuilder()).build());
            return Page.of(in, answer.getChangesList(), AuditController::json, answer.getNextPageToken());
        });
    }

    private static Json json(Change change) {
        return CHANGE.write(change)
                .put("before", Json.parse(change.getBeforeJson()))
                .put("after", Json.parse(change.getAfterJson()));
    }
}
