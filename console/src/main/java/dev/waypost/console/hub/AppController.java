package dev.waypost.console.hub;

import static dev.waypost.console.hub.HubShapes.APP;

import dev.waypost.console.edge.Answer;
import dev.waypost.console.edge.Edge;
import dev.waypost.console.edge.Incoming;
import dev.waypost.console.edge.Page;
import dev.waypost.console.edge.Peers;
import dev.waypost.proto.config.v1.CreateAppRequest;
import dev.waypost.proto.config.v1.DeleteAppRequest;
import dev.waypost.proto.config.v1.GetAppRequest;
import dev.waypost.proto.config.v1.HubServiceGrpc;
import dev.waypost.proto.config.v1.HubServiceGrpc.HubServiceBlockingStub;
import dev.waypost.proto.config.v1.ListAppsRequest;
import dev.waypost.proto.config.v1.RevokeAppCredentialRequest;
import dev.waypost.proto.config.v1.RotateAppCredentialRequest;
import dev.waypost.proto.config.v1.UpdateAppRequest;
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

/// Apps, and the two secrets that each has.
@Controller
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
public final class AppController {
    private final Edge edge;
    private final Peers peers;

    AppController(Edge edge, Peers peers) {
        this.edge = edge;
        this.peers = peers;
    }

    @Get("/admin/apps")
    public HttpResponse<byte[]> list(HttpRequest<?> request) {
        return list(request, ListAppsRequest.newBuilder());
    }

    @Get("/admin/business-accounts/{businessId}/apps")
    public HttpResponse<byte[]> listOf(HttpRequest<?> request, String businessId) {
        return list(request, ListAppsRequest.newBuilder().setBusinessAccountId(businessId));
    }

    @Post("/admin/apps/{appId}/rotate")
    public HttpResponse<byte[]> rotate(HttpRequest<byte[]> request, String appId) {
        return edge.answer(request, APP, in -> {
            var answer = hub(in).rotateAppCredential(
                            in.read(APP, RotateAppCredentialRequest.newBuilder().setAppId(appId))
                                    .build());
            // Shown this once, and only when it was made here.
            return Answer.ok(APP.write(answer.getApp()).put("generated_secret", answer.getGeneratedSecret()));
        });
    }

    @Post("/admin/apps/{appId}/revoke")
    public HttpResponse<byte[]> revoke(HttpRequest<byte[]> request, String appId) {
        return edge.answer(
                request,
                APP,
                in -> Answer.ok(APP.write(hub(in).revokeAppCredential(in.read(
                                        APP,
                                        RevokeAppCredentialRequest.newBuilder().setAppId(appId))
                                .build())
                        .getApp())));
    }

    @Post("/admin/apps")
    public HttpResponse<byte[]> create(HttpRequest<byte[]> request) {
        return edge.answer(
                request,
                APP,
                in -> Answer.created(APP.write(hub(in).createApp(
                                in.read(APP, CreateAppRequest.newBuilder()).build())
                        .getApp())));
    }

    @Get("/admin/apps/{appId}")
    public HttpResponse<byte[]> get(HttpRequest<?> request, String appId) {
        return edge.answer(
                request,
                APP,
                in -> Answer.ok(APP.write(
                        hub(in).getApp(in.query(APP, GetAppRequest.newBuilder().setAppId(appId))
                                        .build())
                                .getApp())));
    }

    @Patch("/admin/apps/{appId}")
    public HttpResponse<byte[]> update(HttpRequest<byte[]> request, String appId) {
        return edge.answer(
                request,
                APP,
                in -> Answer.ok(APP.write(hub(in).updateApp(
                                in.read(APP, UpdateAppRequest.newBuilder().setAppId(appId))
                                        .build())
                        .getApp())));
    }

    @Delete("/admin/apps/{appId}")
    public HttpResponse<byte[]> delete(HttpRequest<?> request, String appId) {
        return edge.answer(request, APP, in -> {
            hub(in).deleteApp(in.query(APP, DeleteAppRequest.newBuilder().setAppId(appId))
                    .build());
            return Answer.noContent();
        });
    }

    private HttpResponse<byte[]> list(HttpRequest<?> request, ListAppsRequest.Builder asked) {
        return edge.answer(request, APP, in -> {
            var answer = hub(in).listApps(in.query(APP, asked).build());
            return Page.of(in, answer.getAppsList(), APP::write, answer.getNextPageToken());
        });
    }

    private HubServiceBlockingStub hub(Incoming in) {
        return peers.config(in, HubServiceGrpc::newBlockingStub);
    }
}
