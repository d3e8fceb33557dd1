package dev.waypost.config.endpoint;

import dev.waypost.config.change.Commits;
import dev.waypost.platform.grpc.Replies;
import dev.waypost.proto.config.v1.ActivateEndpointRequest;
import dev.waypost.proto.config.v1.ActivateEndpointResponse;
import dev.waypost.proto.config.v1.DeactivateEndpointRequest;
import dev.waypost.proto.config.v1.DeactivateEndpointResponse;
import dev.waypost.proto.config.v1.DeleteEndpointRequest;
import dev.waypost.proto.config.v1.DeleteEndpointResponse;
import dev.waypost.proto.config.v1.EndpointServiceGrpc;
import dev.waypost.proto.config.v1.GetEndpointRequest;
import dev.waypost.proto.config.v1.GetEndpointResponse;
import dev.waypost.proto.config.v1.ListEndpointsRequest;
import dev.waypost.proto.config.v1.ListEndpointsResponse;
import dev.waypost.proto.config.v1.RevokeCredentialRequest;
import dev.waypost.proto.config.v1.RevokeCredentialResponse;
import dev.waypost.proto.config.v1.RotateCredentialRequest;
import dev.waypost.proto.config.v1.RotateCredentialResponse;
import dev.waypost.proto.config.v1.SetEndpointRequest;
import dev.waypost.proto.config.v1.SetEndpointResponse;
import dev.waypost.proto.config.v1.SwitchEndpointRequest;
import dev.waypost.proto.config.v1.SwitchEndpointResponse;
import dev.waypost.proto.config.v1.TestEndpointRequest;
import dev.waypost.proto.config.v1.TestEndpointResponse;
import dev.waypost.proto.config.v1.WatchEndpointTestRequest;
import dev.waypost.proto.config.v1.WatchEndpointTestResponse;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;

/// Endpoints over gRPC.
@Singleton
final class EndpointApi extends EndpointServiceGrpc.EndpointServiceImplBase {
    private final Endpoints endpoints;
    private final EndpointRoleApi roles;
    private final CheckApi checks;
    private final Commits commits;
    private final EndpointCredentialApi credentials;

    EndpointApi(
            Endpoints endpoints,
            EndpointRoleApi roles,
            CheckApi checks,
            EndpointCredentialApi credentials,
            Commits commits) {
        this.endpoints = endpoints;
        this.roles = roles;
        this.checks = checks;
        this.commits = commits;
        this.credentials = credentials;
    }

    @Override
    public void setEndpoint(SetEndpointRequest request, StreamObserver<SetEndpointResponse> observer) {
        Replies.reply(observer, checks.set(request));
    }

    @Override
    public void getEndpoint(GetEndpointRequest request, StreamObserver<GetEndpointResponse> observer) {
        StoredEndpoint found = endpoints.get(request.getTenantId(), request.getEndpointId());
        Replies.reply(
                observer,
                GetEndpointResponse.newBuilder()
                        .setEndpoint(EndpointWireApi.write(found))
                        .build());
    }

    /// A tenant has a handful of endpoints: they are one page.
    @Override
    public void listEndpoints(ListEndpointsRequest request, StreamObserver<ListEndpointsResponse> observer) {
        var answer = ListEndpointsResponse.newBuilder();
        endpoints.list(request.getTenantId()).stream()
                .map(EndpointWireApi::write)
                .forEach(answer::addEndpoints);
        Replies.reply(observer, answer.build());
    }

    @Override
    public void deleteEndpoint(DeleteEndpointRequest request, StreamObserver<DeleteEndpointResponse> observer) {
        Replies.reply(
                observer,
                commits.commit(
                        request.getTenantId(),
                        request.getRequestId(),
                        request,
                        DeleteEndpointResponse.parser(),
                        change -> {
                            endpoints.delete(
                                    change,
                                    request.getTenantId(),
                                    request.getEndpointId(),
                                    request.getExpectedRevision());
                            return DeleteEndpointResponse.getDefaultInstance();
                        }));
    }

    @Override
    public void rotateCredential(RotateCredentialRequest request, StreamObserver<RotateCredentialResponse> observer) {
        Replies.reply(observer, credentials.rotate(request));
    }

    @Override
    public void revokeCredential(RevokeCredentialRequest request, StreamObserver<RevokeCredentialResponse> observer) {
        Replies.reply(observer, credentials.revoke(request));
    }

    @Override
    public void activateEndpoint(ActivateEndpointRequest request, StreamObserver<ActivateEndpointResponse> observer) {
        Replies.reply(observer, checks.activate(request));
    }

    @Override
    public void testEndpoint(TestEndpointRequest request, StreamObserver<TestEndpointResponse> observer) {
        Replies.reply(observer, checks.test(request));
    }

    @Override
    public void watchEndpointTest(
            WatchEndpointTestRequest request, StreamObserver<WatchEndpointTestResponse> observer) {
        checks.watch(request, observer);
    }

    @Override
    public void deactivateEndpoint(
            DeactivateEndpointRequest request, StreamObserver<DeactivateEndpointResponse> observer) {
        Replies.reply(observer, roles.deactivate(request));
    }

    @Override
    public void switchEndpoint(SwitchEndpointRequest request, StreamObserver<SwitchEndpointResponse> observer) {
        Replies.reply(observer, roles.switchOver(request));
    }
}
