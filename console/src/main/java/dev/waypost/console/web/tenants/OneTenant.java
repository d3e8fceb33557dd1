package dev.waypost.console.web.tenants;

import static dev.waypost.console.web.html.Html.h;

import dev.waypost.console.edge.Peers;
import dev.waypost.console.edge.TenantId;
import dev.waypost.console.web.frame.Link;
import dev.waypost.console.web.frame.Outcome;
import dev.waypost.console.web.frame.Parts;
import dev.waypost.console.web.frame.Section;
import dev.waypost.console.web.frame.Visit;
import dev.waypost.console.web.html.Html;
import dev.waypost.platform.auth.Role;
import dev.waypost.proto.config.v1.Endpoint;
import dev.waypost.proto.config.v1.EndpointServiceGrpc;
import dev.waypost.proto.config.v1.EndpointServiceGrpc.EndpointServiceBlockingStub;
import dev.waypost.proto.config.v1.GetEndpointRequest;
import dev.waypost.proto.config.v1.GetTenantRequest;
import dev.waypost.proto.config.v1.ListEndpointsRequest;
import dev.waypost.proto.config.v1.Tenant;
import dev.waypost.proto.config.v1.TenantServiceGrpc;
import dev.waypost.proto.config.v1.TenantServiceGrpc.TenantServiceBlockingStub;
import dev.waypost.proto.health.v1.EndpointHealth;
import dev.waypost.proto.health.v1.EndpointHealthServiceGrpc;
import dev.waypost.proto.health.v1.ListEndpointHealthRequest;
import io.grpc.StatusRuntimeException;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One tenant as its pages read it, and the frame that they share.
@Singleton
final class OneTenant {
    private static final int MOST_ENDPOINTS = 200;

    private final Peers peers;

    OneTenant(Peers peers) {
        this.peers = peers;
    }

    Tenant tenant(Visit visit, String tenantId) {
        return tenants(visit)
                .getTenant(GetTenantRequest.newBuilder()
                        .setTenantId(TenantId.checked(tenantId, "tenantId"))
                        .build())
                .getTenant();
    }

    List<Endpoint> endpoints(Visit visit, String tenantId) {
        return config(visit)
                .listEndpoints(ListEndpointsRequest.newBuilder()
                        .setTenantId(TenantId.checked(tenantId, "tenantId"))
                        .setPageSize(MOST_ENDPOINTS)
                        .build())
                .getEndpointsList();
    }

    Endpoint endpoint(Visit visit, String tenantId, String endpointId) {
        return config(visit)
                .getEndpoint(GetEndpointRequest.newBuilder()
                        .setTenantId(TenantId.checked(tenantId, "tenantId"))
                        .setEndpointId(endpointId)
                        .build())
                .getEndpoint();
    }

    /// What health-service knows by endpoint; nothing when it does not answer at once.
    Map<String, EndpointHealth> health(Visit visit, String tenantId) {
        try {
            return peers
                    .of("health", visit.caller(), EndpointHealthServiceGrpc::newBlockingStub)
                    .withDeadlineAfter(2, TimeUnit.SECONDS)
                    .listEndpointHealth(ListEndpointHealthRequest.newBuilder()
                            .setTenantId(tenantId)
                            .setPageSize(MOST_ENDPOINTS)
                            .build())
                    .getEndpointHealthList()
                    .stream()
                    .collect(Collectors.toMap(EndpointHealth::getEndpointId, Function.identity(), (one, _) -> one));
        } catch (StatusRuntimeException e) {
            return Map.of();
        }
    }

    TenantServiceBlockingStub tenants(Visit visit) {
        return peers.of("config", visit.caller(), TenantServiceGrpc::newBlockingStub);
    }

    EndpointServiceBlockingStub config(Visit visit) {
        return peers.of("config", visit.caller(), EndpointServiceGrpc::newBlockingStub);
    }

    /// A page of this tenant, under its tabs.
    static Outcome.Page page(Visit visit, Tenant tenant, String tab, @Nullable Object... body) {
        String id = tenant.getTenantId();
        Map<String, Link> tabs = new LinkedHashMap<>();
        tabs.put("Status", Link.to("tenants", id));
        tabs.put("Settings", Link.to("tenants", id, "settings"));
        if (visit.may(Role.TENANT_READ)) {
            tabs.put("Sessions", Link.to("tenants", id, "sessions"));
            tabs.put("History", Link.to("tenants", id, "history"));
        }
        Html head = h(
                "p.crumb",
                Parts.link(Link.to("tenants"), "Tenants"),
                " / ",
                h("span.mono", Html.theirs(id)),
                " ",
                TenantWords.state(tenant.getState()));
        return Outcome.page(
                Section.TENANTS,
                tenant.getName().isEmpty() ? id : tenant.getName(),
                head,
                Parts.tabs("Parts of this tenant", tabs, tab),
                Html.all(body));
    }
}
