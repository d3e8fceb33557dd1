package dev.waypost.config.tenant;

import dev.waypost.config.change.Changeset;
import dev.waypost.config.change.Commits;
import dev.waypost.config.change.Names;
import dev.waypost.configclient.TenantState;
import dev.waypost.platform.auth.Caller;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.grpc.Replies;
import dev.waypost.proto.config.v1.CreateTenantRequest;
import dev.waypost.proto.config.v1.CreateTenantResponse;
import dev.waypost.proto.config.v1.GetTenantRequest;
import dev.waypost.proto.config.v1.GetTenantResponse;
import dev.waypost.proto.config.v1.ListTenantsRequest;
import dev.waypost.proto.config.v1.ListTenantsResponse;
import dev.waypost.proto.config.v1.ResumeTenantRequest;
import dev.waypost.proto.config.v1.ResumeTenantResponse;
import dev.waypost.proto.config.v1.SuspendTenantRequest;
import dev.waypost.proto.config.v1.SuspendTenantResponse;
import dev.waypost.proto.config.v1.TenantServiceGrpc;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/// Tenants over gRPC.
@Singleton
final class TenantApi extends TenantServiceGrpc.TenantServiceImplBase {
    private final TenantStore store;
    private final Commits commits;

    TenantApi(TenantStore store, Commits commits) {
        this.store = store;
        this.commits = commits;
    }

    @Override
    public void createTenant(CreateTenantRequest request, StreamObserver<CreateTenantResponse> observer) {
        Fault violations = Names.violations();
        Names.check(violations, "tenant_id", request.getTenantId());
        Names.raise(violations);
        String id = request.getTenantId();
        String name = request.getName().isEmpty() ? id : request.getName();
        Replies.reply(
                observer, commits.commit(id, request.getRequestId(), request, CreateTenantResponse.parser(), change -> {
                    boolean created = store.create(
                            change.sql(), id, name, TenantWireApi.read(request.getPolicy()), request.getLabelsMap());
                    if (!created) {
                        throw Fault.of(Reason.ALREADY_EXISTS).with("tenant_id", id);
                    }
                    change.created(id);
                    change.audit("tenant.created", "tenant/" + id, id, null, Map.of("name", name));
                    return CreateTenantResponse.newBuilder()
                            .setTenant(TenantWireApi.write(required(change, id)))
                            .build();
                }));
    }

    @Override
    public void getTenant(GetTenantRequest request, StreamObserver<GetTenantResponse> observer) {
        Tenant tenant = store.find(request.getTenantId()).orElseThrow(() -> unknown(request.getTenantId()));
        Replies.reply(
                observer,
                GetTenantResponse.newBuilder()
                        .setTenant(TenantWireApi.write(tenant))
                        .build());
    }

    @Override
    public void listTenants(ListTenantsRequest request, StreamObserver<ListTenantsResponse> observer) {
        int size = Names.pageSize(request.getPageSize());
        String state = request.getState().getNumber() == 0
                ? ""
                : request.getState().name().substring("TENANT_STATE_".length());
        List<Tenant> found = store.list(
                request.getPageToken(),
                size + 1,
                state,
                request.getQuery(),
                Caller.current().tenants());
        var answer = ListTenantsResponse.newBuilder();
        found.stream().limit(size).map(TenantWireApi::write).forEach(answer::addTenants);
        if (found.size() > size) {
            answer.setNextPageToken(found.get(size - 1).tenantId());
        }
        Replies.reply(observer, answer.build());
    }

    @Override
    public void suspendTenant(SuspendTenantRequest request, StreamObserver<SuspendTenantResponse> observer) {
        Replies.reply(
                observer,
                commits.commit(
                        request.getTenantId(),
                        request.getRequestId(),
                        request,
                        SuspendTenantResponse.parser(),
                        change -> SuspendTenantResponse.newBuilder()
                                .setTenant(become(
                                        change, request.getTenantId(), TenantState.SUSPENDED, request.getCause()))
                                .build()));
    }

    @Override
    public void resumeTenant(ResumeTenantRequest request, StreamObserver<ResumeTenantResponse> observer) {
        Replies.reply(
                observer,
                commits.commit(
                        request.getTenantId(),
                        request.getRequestId(),
                        request,
                        ResumeTenantResponse.parser(),
                        change -> ResumeTenantResponse.newBuilder()
                                .setTenant(
                                        become(change, request.getTenantId(), TenantState.ACTIVE, request.getCause()))
                                .build()));
    }

    private dev.waypost.proto.config.v1.Tenant become(
            Changeset change, String tenantId, TenantState state, String cause) throws SQLException {
        Tenant before = required(change, tenantId);
        if (before.state() == TenantState.DELETING) {
            throw Fault.of(Reason.TENANT_SUSPENDED).with("tenant_id", tenantId);
        }
        if (before.state() != state) {
            change.touch(tenantId);
            store.setState(change.sql(), tenantId, state);
            change.audit(
                    "tenant.state_changed",
                    "tenant/" + tenantId,
                    tenantId,
                    Map.of("state", before.state()),
                    Map.of("state", state),
                    cause);
        }
        return TenantWireApi.write(required(change, tenantId));
    }

    private Tenant required(Changeset change, String tenantId) throws SQLException {
        return store.find(change.sql(), tenantId).orElseThrow(() -> unknown(tenantId));
    }

    private static Fault unknown(String tenantId) {
        return Fault.of(Reason.TENANT_NOT_FOUND).with("tenant_id", tenantId);
    }
}
