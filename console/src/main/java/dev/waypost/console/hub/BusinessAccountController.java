package dev.waypost.console.hub;

import static dev.waypost.console.hub.HubShapes.ACCOUNT;

import dev.waypost.console.edge.Answer;
import dev.waypost.console.edge.Edge;
import dev.waypost.console.edge.Incoming;
import dev.waypost.console.edge.Page;
import dev.waypost.console.edge.Peers;
import dev.waypost.proto.config.v1.CreateBusinessAccountRequest;
import dev.waypost.proto.config.v1.DeleteBusinessAccountRequest;
import dev.waypost.proto.config.v1.GetBusinessAccountRequest;
import dev.waypost.proto.config.v1.HubServiceGrpc;
import dev.waypost.proto.config.v1.HubServiceGrpc.HubServiceBlockingStub;
import dev.waypost.proto.config.v1.ListBusinessAccountsRequest;
import dev.waypost.proto.config.v1.UpdateBusinessAccountRequest;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;

/// The top of the hub tree.
@Controller
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
public final class BusinessAccountController {
    private final Edge edge;
    private final Peers peers;

    BusinessAccountController(Edge edge, Peers peers) {
        this.edge = edge;
        this.peers = peers;
    }

    @Get("/admin/business-accounts")
    public HttpResponse<byte[]> list(HttpRequest<?> request) {
        return list(request, ListBusinessAccountsRequest.newBuilder());
    }

    @Post("/admin/business-accounts")
    public HttpResponse<byte[]> create(HttpRequest<byte[]> request) {
        return edge.answer(
                request,
                ACCOUNT,
                in -> Answer.created(ACCOUNT.write(
                        hub(in).createBusinessAccount(in.read(ACCOUNT, CreateBusinessAccountRequest.newBuilder())
                                        .build())
                                .getBusinessAccount())));
    }

    @Get("/admin/business-accounts/{businessId}")
    public HttpResponse<byte[]> get(HttpRequest<?> request, String businessId) {
        return edge.answer(
                request,
                ACCOUNT,
                in -> Answer.ok(ACCOUNT.write(hub(in).getBusinessAccount(in.query(
                                        ACCOUNT,
                                        GetBusinessAccountRequest.newBuilder().setBusinessAccountId(businessId))
                                .build())
                        .getBusinessAccount())));
    }

    @Patch("/admin/business-accounts/{businessId}")
    public HttpResponse<byte[]> update(HttpRequest<byte[]> request, String businessId) {
        return edge.answer(
                request,
                ACCOUNT,
                in -> Answer.ok(ACCOUNT.write(hub(in).updateBusinessAccount(in.read(
                                        ACCOUNT,
                                        UpdateBusinessAccountRequest.newBuilder()
                                                .setBusinessAccountId(businessId))
                                .build())
                        .getBusinessAccount())));
    }

    @Delete("/admin/business-accounts/{businessId}")
    public HttpResponse<byte[]> delete(HttpRequest<?> request, String businessId) {
        return edge.answer(request, ACCOUNT, in -> {
            hub(in).deleteBusinessAccount(in.query(
                            ACCOUNT, DeleteBusinessAccountRequest.newBuilder().setBusinessAccountId(businessId))
                    .build());
            return Answer.noContent();
        });
    }

    private HttpResponse<byte[]> list(HttpRequest<?> request, ListBusinessAccountsRequest.Builder asked) {
        return edge.answer(request, ACCOUNT, in -> {
            var answer = hub(in).listBusinessAccounts(in.query(ACCOUNT, asked).build());
            return Page.of(in, answer.getBusinessAccountsList(), ACCOUNT::write, answer.getNextPageToken());
        });
    }

    private HubServiceBlockingStub hub(Incoming in) {
        return peers.config(in, HubServiceGrpc::newBlockingStub);
    }
}
