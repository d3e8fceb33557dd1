package dev.waypost.config.tenant;

import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import dev.waypost.config.change.Commits;
import dev.waypost.config.change.Names;
import dev.waypost.platform.auth.Caller;
import dev.waypost.platform.grpc.Replies;
import dev.waypost.proto.config.v1.CreateTenantRequest;
import dev.waypost.proto.config.v1.CreateTenantResponse;
import dev.waypost.proto.config.v1.DeleteTenantRequest;
import dev.waypost.proto.config.v1.DeleteTenantResponse;
import dev.waypost.proto.config.v1.GetTenantRequest;
import dev.waypost.proto.config.v1.GetTenantResponse;
import dev.waypost.proto.config.v1.ListTenantsRequest;
import dev.waypost.proto.config.v1.ListTenantsResponse;
import dev.waypost.proto.config.v1.RestoreTenantRequest;
import dev.waypost.proto.config.v1.RestoreTenantResponse;
import dev.waypost.proto.config.v1.ResumeTenantRequest;
import dev.waypost.proto.config.v1.ResumeTenantResponse;
import dev.waypost.proto.config.v1.SuspendTenantRequest;
import dev.waypost.proto.config.v1.SuspendTenantResponse;
import dev.waypost.proto.config.v1.TenantServiceGrpc;
import dev.waypost.proto.config.v1.TenantState;
import dev.waypost.proto.config.v1.UpdateTenantRequest;
import dev.waypost.proto.config.v1.UpdateTenantResponse;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.function.Function;

/// Tenants over gRPC.
@Singleton
final class TenantApi extends TenantServiceGrpc.TenantServiceImplBase {
    private final TenantStore store;
    private final Tenants tenants;
    private final Commits commits;
    private final TenantDefaults defaults;

    TenantApi(TenantStore store, Tenants tenants, Commits commits, TenantDefaults defaults) {
        this.store = store;
        this.tenants = tenants;
        this.commits = commits;
        this.defaults = defaults;
    }

    @Override
    public void createTenant(CreateTenantRequest request, StreamObserver<CreateTenantResponse> observer) {
        String id = request.getTenantId();
        TenantDraft draft = TenantWireApi.draft(request, defaults.policy());
        answer(
                observer,
                id,
                request.getRequestId(),
                request,
                CreateTenantResponse.parser(),
                change -> tenants.create(change, id, draft),
                tenant -> CreateTenantResponse.newBuilder().setTenant(tenant).build());
    }

    @Override
    public void updateTenant(UpdateTenantRequest request, StreamObserver<UpdateTenantResponse> observer) {
        answer(
                observer,
                request.getTenantId(),
                request.getRequestId(),
                request,
                UpdateTenantResponse.parser(),
                change -> tenants.update(
                        change,
                        request.getTenantId(),
                        request.getExpectedRevision(),
                        stored -> TenantMaskApi.apply(
                                stored, request.getTenant(), request.getUpdateMask(), defaults.policy())),
                tenant -> UpdateTenantResponse.newBuilder().setTenant(tenant).build());
    }

    @Override
    public void getTenant(GetTenantRequest request, StreamObserver<GetTenantResponse> observer) {
        Tenant tenant = store.find(request.getTenantId()).orElseThrow(() -> Tenants.unknown(request.getTenantId()));
        Replies.reply(
                observer,
                GetTenantResponse.newBuilder()
                        .setTenant(TenantWireApi.write(tenant))
                        .build());
    }

    @Override
    public void listTenants(ListTenantsRequest request, StreamObserver<ListTenantsResponse> observer) {
        if (request.getState() == TenantState.UNRECOGNIZED) {
            throw Names.violations()
                    .violation(
                            "state",
                            "value: " + request.getStateValue()
                                    + " (expected: TENANT_STATE_ACTIVE, TENANT_STATE_SUSPENDED or TENANT_STATE_DELETING)");
        }
        int size = Names.pageSize(request.getPageSize());
        var filter = new TenantFilter(
                request.getState().getNumber() == 0
                        ? ""
                        : request.getState().name().substring("TENANT_STATE_".length()),
                request.getQuery(),
                Caller.current().tenants());
        PageToken from = PageToken.read(request.getPageToken(), filter);
        List<Tenant> found = store.list(filter, from.tenantId(), size + 1);
        var answer = ListTenantsResponse.newBuilder();
        found.stream().limit(size).map(TenantWireApi::write).forEach(answer::addTenants);
        if (found.size() > size) {
            answer.setNextPageToken(PageToken.after(found.get(size - 1), filter));
        }
        Replies.reply(observer, answer.build());
    }

    @Override
    public void suspendTenant(SuspendTenantRequest request, StreamObserver<SuspendTenantResponse> observer) {
        answer(
                observer,
                request.getTenantId(),
                request.getRequestId(),
                request,
                SuspendTenantResponse.parser(),
                change -> tenants.become(
                        change,
                        request.getTenantId(),
                        dev.waypost.configclient.TenantState.SUSPENDED,
                        request.getCause()),
                tenant -> SuspendTenantResponse.newBuilder().setTenant(tenant).build());
    }

    @Override
    public void resumeTenant(ResumeTenantRequest request, StreamObserver<ResumeTenantResponse> observer) {
        answer(
                observer,
                request.getTenantId(),
                request.getRequestId(),
                request,
                ResumeTenantResponse.parser(),
                change -> tenants.become(
                        change, request.getTenantId(), dev.waypost.configclient.TenantState.ACTIVE, request.getCause()),
                tenant -> ResumeTenantResponse.newBuilder().setTenant(tenant).build());
    }

    @Override
    public void deleteTenant(DeleteTenantRequest request, StreamObserver<DeleteTenantResponse> observer) {
        answer(
                observer,
                request.getTenantId(),
                request.getRequestId(),
                request,
                DeleteTenantResponse.parser(),
                change -> tenants.delete(
                        change,
                        request.getTenantId(),
                        request.getExpectedRevision(),
                        request.getForce(),
                        request.getPurgeNow()),
                tenant -> DeleteTenantResponse.newBuilder().setTenant(tenant).build());
    }

    @Override
    public void restoreTenant(RestoreTenantRequest request, StreamObserver<RestoreTenantResponse> observer) {
        answer(
                observer,
                request.getTenantId(),
                request.getRequestId(),
                request,
                RestoreTenantResponse.parser(),
                change -> tenants.restore(change, request.getTenantId()),
                tenant -> RestoreTenantResponse.newBuilder().setTenant(tenant).build());
    }

    /// Commits what happens to the one tenant that a request is about, and answers with the tenant.
    private <A extends Message> void answer(
            StreamObserver<A> observer,
            String tenantId,
            String requestId,
            Message request,
            Parser<A> answers,
            Commits.Work<Tenant> work,
            Function<dev.waypost.proto.config.v1.Tenant, A> wrap) {
        Replies.reply(
                observer,
                commits.commit(
                        tenantId,
                        requestId,
                        request,
                        answers,
                        change -> wrap.apply(TenantWireApi.write(work.run(change)))));
    }
}
