package dev.waypost.console.tenant;

import static dev.waypost.console.tenant.TenantShapes.TENANT;

import dev.waypost.console.edge.Answer;
import dev.waypost.console.edge.Edge;
import dev.waypost.console.edge.Incoming;
import dev.waypost.console.edge.Page;
import dev.waypost.console.edge.Peers;
import dev.waypost.console.endpoint.EndpointViews;
import dev.waypost.console.json.Json;
import dev.waypost.proto.config.v1.CreateTenantRequest;
import dev.waypost.proto.config.v1.DeleteTenantRequest;
import dev.waypost.proto.config.v1.EndpointServiceGrpc;
import dev.waypost.proto.config.v1.GetEndpointRequest;
import dev.waypost.proto.config.v1.GetTenantRequest;
import dev.waypost.proto.config.v1.ListTenantsRequest;
import dev.waypost.proto.config.v1.RestoreTenantRequest;
import dev.waypost.proto.config.v1.ResumeTenantRequest;
import dev.waypost.proto.config.v1.SuspendTenantRequest;
import dev.waypost.proto.config.v1.Tenant;
import dev.waypost.proto.config.v1.TenantServiceGrpc;
import dev.waypost.proto.config.v1.TenantServiceGrpc.TenantServiceBlockingStub;
import dev.waypost.proto.config.v1.UpdateTenantRequest;
import io.grpc.StatusRuntimeException;
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
import org.jspecify.annotations.Nullable;

/// Who is on the platform, and how their traffic is treated.
@Controller("/api/whatsapp/tenants")
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
public final class TenantController {
    private final Edge edge;
    private final Peers peers;
    private final EndpointViews endpoints;

    TenantController(Edge edge, Peers peers, EndpointViews endpoints) {
        this.edge = edge;
        this.peers = peers;
        this.endpoints = endpoints;
    }

    @Get
    public HttpResponse<byte[]> list(HttpRequest<?> request) {
        return edge.answer(request, TENANT, in -> {
            var answer = tenants(in)
                    .listTenants(
                            in.query(TENANT, ListTenantsRequest.newBuilder()).build());
            return Page.of(in, answer.getTenantsList(), TenantJson::of, answer.getNextPageToken());
        });
    }

    @Post
    public HttpResponse<byte[]> create(HttpRequest<byte[]> request) {
        return edge.answer(
                request,
                TENANT,
                in -> Answer.created(TenantJson.of(tenants(in)
                        .createTenant(in.read(TENANT, CreateTenantRequest.newBuilder())
                                .build())
                        .getTenant())));
    }

    @Get("/{tenantId}")
    public HttpResponse<byte[]> get(HttpRequest<?> request, String tenantId) {
        return edge.answer(request, TENANT, in -> {
            var asked = in.query(TENANT, GetTenantRequest.newBuilder().setTenantId(tenantId));
            Tenant tenant = tenants(in).getTenant(asked.build()).getTenant();
            return Answer.ok(TenantJson.of(tenant).putAlways("endpoint", endpointOf(in, tenantId)));
        });
    }

    @Patch("/{tenantId}")
    public HttpResponse<byte[]> update(HttpRequest<byte[]> request, String tenantId) {
        return edge.answer(request, TENANT, in -> {
            Tenant.Builder tenant = Tenant.newBuilder().setTenantId(tenantId);
            UpdateTenantRequest.Builder asked = UpdateTenantRequest.newBuilder().setTenantId(tenantId);
            in.change(
                    TENANT,
                    tenant,
                    asked,
                    fields -> asked.setTenant(tenant).setUpdateMask(TenantPatch.mask(TENANT, fields)));
            return Answer.ok(
                    TenantJson.of(tenants(in).updateTenant(asked.build()).getTenant()));
        });
    }

    @Delete("/{tenantId}")
    public HttpResponse<byte[]> delete(HttpRequest<?> request, String tenantId) {
        return edge.answer(request, TENANT, in -> {
            var asked = in.query(TENANT, DeleteTenantRequest.newBuilder().setTenantId(tenantId));
            return Answer.ok(
                    TenantJson.of(tenants(in).deleteTenant(asked.build()).getTenant()));
        });
    }

    @Post("/{tenantId}/suspend")
    public HttpResponse<byte[]> suspend(HttpRequest<byte[]> request, String tenantId) {
        return edge.answer(request, TENANT, in -> {
            var asked = in.read(TENANT, SuspendTenantRequest.newBuilder().setTenantId(tenantId));
            return Answer.ok(
                    TenantJson.of(tenants(in).suspendTenant(asked.build()).getTenant()));
        });
    }

    @Post("/{tenantId}/resume")
    public HttpResponse<byte[]> resume(HttpRequest<byte[]> request, String tenantId) {
        return edge.answer(request, TENANT, in -> {
            var asked = in.read(TENANT, ResumeTenantRequest.newBuilder().setTenantId(tenantId));
            return Answer.ok(
                    TenantJson.of(tenants(in).resumeTenant(asked.build()).getTenant()));
        });
    }

    @Post("/{tenantId}/restore")
    public HttpResponse<byte[]> restore(HttpRequest<byte[]> request, String tenantId) {
        return edge.answer(request, TENANT, in -> {
            var asked = in.read(TENANT, RestoreTenantRequest.newBuilder().setTenantId(tenantId));
            return Answer.ok(
                    TenantJson.of(tenants(in).restoreTenant(asked.build()).getTenant()));
        });
    }

    /// The tenant's active endpoint as part of its configuration; null when there is none that the caller may see.
    private @Nullable Object endpointOf(Incoming in, String tenantId) {
        try {
            Json endpoint = endpoints.of(peers.config(in, EndpointServiceGrpc::newBlockingStub)
                    .getEndpoint(GetEndpointRequest.newBuilder()
                            .setTenantId(tenantId)
                            .build())
                    .getEndpoint());
            return endpoint.fields();
        } catch (StatusRuntimeException e) {
            return switch (e.getStatus().getCode()) {
                case NOT_FOUND, PERMISSION_DENIED -> null;
                default -> throw e;
            };
        }
    }

    private TenantServiceBlockingStub tenants(Incoming in) {
        return peers.config(in, TenantServiceGrpc::newBlockingStub);
    }
}
