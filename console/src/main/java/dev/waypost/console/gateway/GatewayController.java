package dev.waypost.console.gateway;

import static dev.waypost.console.gateway.GatewayShapes.CODE;
import static dev.waypost.console.gateway.GatewayShapes.GATEWAY;

import dev.waypost.console.edge.Answer;
import dev.waypost.console.edge.Edge;
import dev.waypost.console.edge.Incoming;
import dev.waypost.console.edge.Page;
import dev.waypost.console.edge.Peers;
import dev.waypost.proto.config.v1.CreateGatewayRequest;
import dev.waypost.proto.config.v1.DeleteGatewayCodeRequest;
import dev.waypost.proto.config.v1.DeleteGatewayRequest;
import dev.waypost.proto.config.v1.GatewayServiceGrpc;
import dev.waypost.proto.config.v1.GatewayServiceGrpc.GatewayServiceBlockingStub;
import dev.waypost.proto.config.v1.GetGatewayRequest;
import dev.waypost.proto.config.v1.ListGatewayCodesRequest;
import dev.waypost.proto.config.v1.ListGatewaysRequest;
import dev.waypost.proto.config.v1.SetGatewayCodeRequest;
import dev.waypost.proto.config.v1.UpdateGatewayRequest;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Put;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;

/// Gateways: one shared number that fronts many tenants, and the codes that lead to them.
@Controller
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
public final class GatewayController {
    private final Edge edge;
    private final Peers peers;

    GatewayController(Edge edge, Peers peers) {
        this.edge = edge;
        this.peers = peers;
    }

    @Get("/admin/gateways")
    public HttpResponse<byte[]> list(HttpRequest<?> request) {
        return list(request, ListGatewaysRequest.newBuilder());
    }

    @Get("/admin/gateways/{gatewayId}/codes")
    public HttpResponse<byte[]> codes(HttpRequest<?> request, String gatewayId) {
        return edge.answer(request, CODE, in -> {
            var answer = gateways(in)
                    .listGatewayCodes(
                            in.query(CODE, ListGatewayCodesRequest.newBuilder().setGatewayId(gatewayId))
                                    .build());
            return Page.of(in, answer.getCodesList(), CODE::write, answer.getNextPageToken());
        });
    }

    @Put("/admin/gateways/{gatewayId}/codes/{code}")
    public HttpResponse<byte[]> setCode(HttpRequest<byte[]> request, String gatewayId, String code) {
        return edge.answer(
                request,
                CODE,
                in -> Answer.ok(CODE.write(gateways(in)
                        .setGatewayCode(in.read(
                                        CODE,
                                        SetGatewayCodeRequest.newBuilder()
                                                .setGatewayId(gatewayId)
                                                .setCode(code))
                                .build())
                        .getCode())));
    }

    @Delete("/admin/gateways/{gatewayId}/codes/{code}")
    public HttpResponse<byte[]> deleteCode(HttpRequest<?> request, String gatewayId, String code) {
        return edge.answer(request, CODE, in -> {
            gateways(in)
                    .deleteGatewayCode(in.query(
                                    CODE,
                                    DeleteGatewayCodeRequest.newBuilder()
                                            .setGatewayId(gatewayId)
                                            .setCode(code))
                            .build());
            return Answer.noContent();
        });
    }

    @Post("/admin/gateways")
    public HttpResponse<byte[]> create(HttpRequest<byte[]> request) {
        return edge.answer(
                request,
                GATEWAY,
                in -> Answer.created(GATEWAY.write(gateways(in)
                        .createGateway(in.read(GATEWAY, CreateGatewayRequest.newBuilder())
                                .build())
                        .getGateway())));
    }

    @Get("/admin/gateways/{gatewayId}")
    public HttpResponse<byte[]> get(HttpRequest<?> request, String gatewayId) {
        return edge.answer(
                request,
                GATEWAY,
                in -> Answer.ok(GATEWAY.write(gateways(in)
                        .getGateway(
                                in.query(GATEWAY, GetGatewayRequest.newBuilder().setGatewayId(gatewayId))
                                        .build())
                        .getGateway())));
    }

    @Patch("/admin/gateways/{gatewayId}")
    public HttpResponse<byte[]> update(HttpRequest<byte[]> request, String gatewayId) {
        return edge.answer(
                request,
                GATEWAY,
                in -> Answer.ok(GATEWAY.write(gateways(in)
                        .updateGateway(in.read(
                                        GATEWAY,
                                        UpdateGatewayRequest.newBuilder().setGatewayId(gatewayId))
                                .build())
                        .getGateway())));
    }

    @Delete("/admin/gateways/{gatewayId}")
    public HttpResponse<byte[]> delete(HttpRequest<?> request, String gatewayId) {
        return edge.answer(request, GATEWAY, in -> {
            gateways(in)
                    .deleteGateway(
                            in.query(GATEWAY, DeleteGatewayRequest.newBuilder().setGatewayId(gatewayId))
                                    .build());
            return Answer.noContent();
        });
    }

    private HttpResponse<byte[]> list(HttpRequest<?> request, ListGatewaysRequest.Builder asked) {
        return edge.answer(request, GATEWAY, in -> {
            var answer = gateways(in).listGateways(in.query(GATEWAY, asked).build());
            return Page.of(in, answer.getGatewaysList(), GATEWAY::write, answer.getNextPageToken());
        });
    }

    private GatewayServiceBlockingStub gateways(Incoming in) {
        return peers.config(in, GatewayServiceGrpc::newBlockingStub);
    }
}
