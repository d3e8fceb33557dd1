package dev.waypost.config.hub;

import dev.waypost.platform.grpc.Replies;
import dev.waypost.proto.config.v1.CreateAppRequest;
import dev.waypost.proto.config.v1.CreateAppResponse;
import dev.waypost.proto.config.v1.CreateBusinessAccountRequest;
import dev.waypost.proto.config.v1.CreateBusinessAccountResponse;
import dev.waypost.proto.config.v1.CreatePhoneNumberRequest;
import dev.waypost.proto.config.v1.CreatePhoneNumberResponse;
import dev.waypost.proto.config.v1.CreateProjectRequest;
import dev.waypost.proto.config.v1.CreateProjectResponse;
import dev.waypost.proto.config.v1.GetAppRequest;
import dev.waypost.proto.config.v1.GetAppResponse;
import dev.waypost.proto.config.v1.GetBusinessAccountRequest;
import dev.waypost.proto.config.v1.GetBusinessAccountResponse;
import dev.waypost.proto.config.v1.GetPhoneNumberRequest;
import dev.waypost.proto.config.v1.GetPhoneNumberResponse;
import dev.waypost.proto.config.v1.GetProjectRequest;
import dev.waypost.proto.config.v1.GetProjectResponse;
import dev.waypost.proto.config.v1.HubServiceGrpc;
import dev.waypost.proto.config.v1.ListAppsRequest;
import dev.waypost.proto.config.v1.ListAppsResponse;
import dev.waypost.proto.config.v1.ListBusinessAccountsRequest;
import dev.waypost.proto.config.v1.ListBusinessAccountsResponse;
import dev.waypost.proto.config.v1.ListMappingsRequest;
import dev.waypost.proto.config.v1.ListMappingsResponse;
import dev.waypost.proto.config.v1.ListPhoneNumbersRequest;
import dev.waypost.proto.config.v1.ListPhoneNumbersResponse;
import dev.waypost.proto.config.v1.ListProjectsRequest;
import dev.waypost.proto.config.v1.ListProjectsResponse;
import dev.waypost.proto.config.v1.MapProjectRequest;
import dev.waypost.proto.config.v1.MapProjectResponse;
import dev.waypost.proto.config.v1.RevokeAppCredentialRequest;
import dev.waypost.proto.config.v1.RevokeAppCredentialResponse;
import dev.waypost.proto.config.v1.RotateAppCredentialRequest;
import dev.waypost.proto.config.v1.RotateAppCredentialResponse;
import dev.waypost.proto.config.v1.RotateProjectSecretRequest;
import dev.waypost.proto.config.v1.RotateProjectSecretResponse;
import dev.waypost.proto.config.v1.UnmapProjectRequest;
import dev.waypost.proto.config.v1.UnmapProjectResponse;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;

/// The hub tree over gRPC, handed on to who knows each part.
@Singleton
final class HubApi extends HubServiceGrpc.HubServiceImplBase {
    private final TreeApi tree;
    private final ProjectApi projects;
    private final HubCredentialApi credentials;

    HubApi(TreeApi tree, ProjectApi projects, HubCredentialApi credentials) {
        this.tree = tree;
        this.projects = projects;
        this.credentials = credentials;
    }

    @Override
    public void createBusinessAccount(
            CreateBusinessAccountRequest request, StreamObserver<CreateBusinessAccountResponse> observer) {
        Replies.reply(observer, tree.create(request));
    }

    @Override
    public void getBusinessAccount(
            GetBusinessAccountRequest request, StreamObserver<GetBusinessAccountResponse> observer) {
        Replies.reply(observer, tree.account(request.getBusinessAccountId(), request.getTenantId()));
    }

    @Override
    public void listBusinessAccounts(
            ListBusinessAccountsRequest request, StreamObserver<ListBusinessAccountsResponse> observer) {
        Replies.reply(observer, tree.list(request));
    }

    @Override
    public void createApp(CreateAppRequest request, StreamObserver<CreateAppResponse> observer) {
        Replies.reply(observer, tree.create(request));
    }

    @Override
    public void getApp(GetAppRequest request, StreamObserver<GetAppResponse> observer) {
        Replies.reply(observer, tree.app(request.getAppId(), request.getTenantId()));
    }

    @Override
    public void listApps(ListAppsRequest request, StreamObserver<ListAppsResponse> observer) {
        Replies.reply(observer, tree.list(request));
    }

    @Override
    public void createPhoneNumber(
            CreatePhoneNumberRequest request, StreamObserver<CreatePhoneNumberResponse> observer) {
        Replies.reply(observer, tree.create(request));
    }

    @Override
    public void getPhoneNumber(GetPhoneNumberRequest request, StreamObserver<GetPhoneNumberResponse> observer) {
        Replies.reply(observer, tree.number(request.getPhoneNumberId(), request.getTenantId()));
    }

    @Override
    public void listPhoneNumbers(ListPhoneNumbersRequest request, StreamObserver<ListPhoneNumbersResponse> observer) {
        Replies.reply(observer, tree.list(request));
    }

    @Override
    public void createProject(CreateProjectRequest request, StreamObserver<CreateProjectResponse> observer) {
        Replies.reply(observer, projects.create(request));
    }

    @Override
    public void getProject(GetProjectRequest request, StreamObserver<GetProjectResponse> observer) {
        Replies.reply(observer, projects.get(request.getProjectId(), request.getTenantId()));
    }

    @Override
    public void listProjects(ListProjectsRequest request, StreamObserver<ListProjectsResponse> observer) {
        Replies.reply(observer, projects.list(request));
    }

    @Override
    public void mapProject(MapProjectRequest request, StreamObserver<MapProjectResponse> observer) {
        Replies.reply(observer, projects.map(request));
    }

    @Override
    public void unmapProject(UnmapProjectRequest request, StreamObserver<UnmapProjectResponse> observer) {
        Replies.reply(observer, projects.unmap(request));
    }

    @Override
    public void listMappings(ListMappingsRequest request, StreamObserver<ListMappingsResponse> observer) {
        Replies.reply(observer, projects.list(request));
    }

    @Override
    public void rotateAppCredential(
            RotateAppCredentialRequest request, StreamObserver<RotateAppCredentialResponse> observer) {
        Replies.reply(observer, credentials.rotate(request));
    }

    @Override
    public void revokeAppCredential(
            RevokeAppCredentialRequest request, StreamObserver<RevokeAppCredentialResponse> observer) {
        Replies.reply(observer, credentials.revoke(request));
    }

    @Override
    public void rotateProjectSecret(
            RotateProjectSecretRequest request, StreamObserver<RotateProjectSecretResponse> observer) {
        Replies.reply(observer, credentials.rotate(request));
    }
}
