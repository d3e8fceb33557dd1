package dev.waypost.console.endpoint;

import static dev.waypost.console.endpoint.EndpointShapes.ACTION;
import static dev.waypost.console.endpoint.EndpointShapes.ENDPOINT;

import dev.waypost.console.edge.Answer;
import dev.waypost.console.edge.Edge;
import dev.waypost.console.edge.Incoming;
import dev.waypost.console.edge.Page;
import dev.waypost.console.edge.Peers;
import dev.waypost.console.json.Fields;
import dev.waypost.console.json.Json;
import dev.waypost.proto.config.v1.DeleteEndpointRequest;
import dev.waypost.proto.config.v1.EndpointServiceGrpc;
import dev.waypost.proto.config.v1.EndpointServiceGrpc.EndpointServiceBlockingStub;
import dev.waypost.proto.config.v1.GetEndpointRequest;
import dev.waypost.proto.config.v1.ListEndpointsRequest;
import dev.waypost.proto.config.v1.Provider;
import dev.waypost.proto.config.v1.SetEndpointRequest;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Put;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.function.Function;

/// A tenant's endpoints: configuration from config-service, health from health-service.
@Controller("/api/whatsapp")
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
public final class EndpointController {
    private final Edge edge;
    private final Peers peers;
    private final EndpointViews views;

    EndpointController(Edge edge, Peers peers, EndpointViews views) {
        this.edge = edge;
        this.peers = peers;
        this.views = views;
    }

    @Get("/endpoints/{tenantId}")
    public HttpResponse<byte[]> get(HttpRequest<?> request, String tenantId) {
        return edge.answer(
                request,
                ACTION,
                in -> Answer.ok(views.of(endpoints(in)
                        .getEndpoint(
                                in.query(ACTION, GetEndpointRequest.newBuilder().setTenantId(tenantId))
                                        .build())
                        .getEndpoint())));
    }

    @Get("/tenants/{tenantId}/endpoints")
    public HttpResponse<byte[]> list(HttpRequest<?> request, String tenantId) {
        return edge.answer(request, ACTION, in -> {
            var answer = endpoints(in)
                    .listEndpoints(
                            in.query(ACTION, ListEndpointsRequest.newBuilder().setTenantId(tenantId))
                                    .build());
            return Page.of(
                    in, views.of(tenantId, answer.getEndpointsList()), Function.identity(), answer.getNextPageToken());
        });
    }

    @Put("/endpoints/{tenantId}")
    public HttpResponse<byte[]> put(HttpRequest<byte[]> request, String tenantId) {
        return edge.answer(request, ENDPOINT, in -> {
            var builder = SetEndpointRequest.newBuilder()
                    .setTenantId(tenantId)
                    .setEndpointId(request.getParameters().get("endpointId", String.class, ""))
                    .setCreateTenant(true);
            var answer = endpoints(in)
                    .setEndpoint(in.read(ENDPOINT, builder, EndpointController::complete)
                            .build());
            Json json = views.of(answer.getEndpoint());
            return answer.getCreated() ? Answer.created(json) : Answer.ok(json);
        });
    }

    @Delete("/endpoints/{tenantId}")
    public HttpResponse<byte[]> delete(HttpRequest<?> request, String tenantId) {
        return edge.answer(request, ACTION, in -> {
            endpoints(in)
                    .deleteEndpoint(
                            in.query(ACTION, DeleteEndpointRequest.newBuilder().setTenantId(tenantId))
                                    .build());
            return Answer.noContent();
        });
    }

    private EndpointServiceBlockingStub endpoints(Incoming in) {
        return peers.config(in, EndpointServiceGrpc::newBlockingStub);
    }

    private static void complete(SetEndpointRequest.Builder endpoint, Fields fields) {
        if (endpoint.getProvider() == Provider.PROVIDER_UNSPECIFIED && !fields.has("provider")) {
            endpoint.setProvider(providerOf(endpoint.getPhoneNumberId()));
        }
        // PUT saves, whatever state the other side is in: its callers connect, pair and test after it.
        if (!fields.has("force")) {
            endpoint.setForce(true);
        }
        // Meta signs with the app's secret; callers know it as the endpoint's webhook secret.
        if (endpoint.getProvider() == Provider.PROVIDER_META_CLOUD && !fields.has("appSecret")) {
            endpoint.setAppSecret(endpoint.getWebhookSecret());
        }
    }

    /// Callers from before there were kinds name none: a number id means Meta, anything else the MultiDevice API.
    static Provider providerOf(String phoneNumberId) {
        return phoneNumberId.isEmpty() ? Provider.PROVIDER_GOWA : Provider.PROVIDER_META_CLOUD;
    }
}
