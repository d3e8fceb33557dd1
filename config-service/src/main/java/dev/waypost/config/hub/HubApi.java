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
import dev.waypost.proto.config.v1.DeleteAppRequest;
import dev.waypost.proto.config.v1.DeleteAppResponse;
import dev.waypost.proto.config.v1.DeleteBusinessAccountRequest;
import dev.waypost.proto.config.v1.DeleteBusinessAccountResponse;
import dev.waypost.proto.config.v1.DeletePhoneNumberRequest;
import dev.waypost.proto.config.v1.DeletePhoneNumberResponse;
import dev.waypost.proto.config.v1.DeleteProjectRequest;
import dev.waypost.proto.config.v1.DeleteProjectResponse;
import dev.waypost.proto.config.v1.DisableProjectRequest;
import dev.waypost.proto.config.v1.DisableProjectResponse;
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
import dev.waypost.proto.config.v1.UpdateAppRequest;
import dev.waypost.proto.config.v1.UpdateAppResponse;
import dev.waypost.proto.config.v1.UpdateBusinessAccountRequest;
import dev.waypost.proto.config.v1.UpdateBusinessAccountResponse;
import dev.waypost.proto.config.v1.UpdatePhoneNumberRequest;
import dev.waypost.proto.config.v1.UpdatePhoneNumberResponse;
import dev.waypost.proto.config.v1.UpdateProjectRequest;
import dev.waypost.proto.config.v1.UpdateProjectResponse;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;

/// The hub tree over gRPC, handed on to who knows each part.
@Singleton
final class HubApi extends HubServiceGrpc.HubServiceImplBase {
    private final AccountApi accounts;
    private final AppApi apps;
    private final NumberApi numbers;
    private final ProjectApi projects;
    private final MappingApi mappings;
    private final HubCredentialApi credentials;

    HubApi(
            AccountApi accounts,
            AppApi apps,
            NumberApi numbers,
            ProjectApi projects,
            MappingApi mappings,
            HubCredentialApi credentials) {
        this.accounts = accounts;
        this.apps = apps;
        this.numbers = numbers;
        this.projects = projects;
        this.mappings = mappings;
        this.credentials = credentials;
    }

    @Override
    public void createBusinessAccount(
            CreateBusinessAccountRequest request, StreamObserver<CreateBusinessAccountResponse> observer) {
        Replies.reply(observer, accounts.create(request));
    }

    @Override
    public void getBusinessAccount(
            GetBusinessAccountRequest request, StreamObserver<GetBusinessAccountResponse> observer) {
        Replies.reply(observer, accounts.get(request));
    }

    @Override
    public void listBusinessAccounts(
            ListBusinessAccountsRequest request, StreamObserver<ListBusinessAccountsResponse> observer) {
        Replies.reply(observer, accounts.list(request));
    }

    @Override
    public void updateBusinessAccount(
            UpdateBusinessAccountRequest request, StreamObserver<UpdateBusinessAccountResponse> observer) {
        Replies.reply(observer, accounts.update(request));
    }

    @Override
    public void deleteBusinessAccount(
            DeleteBusinessAccountRequest request, StreamObserver<DeleteBusinessAccountResponse> observer) {
        Replies.reply(observer, accounts.delete(request));
    }

    @Override
    public void createApp(CreateAppRequest request, StreamObserver<CreateAppResponse> observer) {
        Replies.reply(observer, apps.create(request));
    }

    @Override
    public void getApp(GetAppRequest request, StreamObserver<GetAppResponse> observer) {
        Replies.reply(observer, apps.get(request));
    }

    @Override
    public void listApps(ListAppsRequest request, StreamObserver<ListAppsResponse> observer) {
        Replies.reply(observer, apps.list(request));
    }

    @Override
    public void updateApp(UpdateAppRequest request, StreamObserver<UpdateAppResponse> observer) {
        Replies.reply(observer, apps.update(request));
    }

    @Override
    public void deleteApp(DeleteAppRequest request, StreamObserver<DeleteAppResponse> observer) {
        Replies.reply(observer, apps.delete(request));
    }

    @Override
    public void createPhoneNumber(
            CreatePhoneNumberRequest request, StreamObserver<CreatePhoneNumberResponse> observer) {
        Replies.reply(observer, numbers.create(request));
    }

    @Override
    public void getPhoneNumber(GetPhoneNumberRequest request, StreamObserver<GetPhoneNumberResponse> observer) {
        Replies.reply(observer, numbers.get(request));
    }

    @Override
    public void listPhoneNumbers(ListPhoneNumbersRequest request, StreamObserver<ListPhoneNumbersResponse> observer) {
        Replies.reply(observer, numbers.list(request));
    }

    @Override
    public void updatePhoneNumber(
            UpdatePhoneNumberRequest request, StreamObserver<UpdatePhoneNumberResponse> observer) {
        Replies.reply(observer, numbers.update(request));
    }

    @Override
    public void deletePhoneNumber(
            DeletePhoneNumberRequest request, StreamObserver<DeletePhoneNumberResponse> observer) {
        Replies.reply(observer, numbers.delete(request));
    }

    @Override
    public void createProject(CreateProjectRequest request, StreamObserver<CreateProjectResponse> observer) {
        Replies.reply(observer, projects.create(request));
    }

    @Override
    public void getProject(GetProjectRequest request, StreamObserver<GetProjectResponse> observer) {
        Replies.reply(observer, projects.get(request));
    }

    @Override
    public void listProjects(ListProjectsRequest request, StreamObserver<ListProjectsResponse> observer) {
        Replies.reply(observer, projects.list(request));
    }

    @Override
    public void updateProject(UpdateProjectRequest request, StreamObserver<UpdateProjectResponse> observer) {
        Replies.reply(observer, projects.update(request));
    }

    @Override
    public void disableProject(DisableProjectRequest request, StreamObserver<DisableProjectResponse> observer) {
        Replies.reply(observer, projects.disable(request));
    }

    @Override
    public void deleteProject(DeleteProjectRequest request, StreamObserver<DeleteProjectResponse> observer) {
        Replies.reply(observer, projects.delete(request));
    }

    @Override
    public void mapProject(MapProjectRequest request, StreamObserver<MapProjectResponse> observer) {
        Replies.reply(observer, mappings.map(request));
    }

    @Override
    public void unmapProject(UnmapProjectRequest request, StreamObserver<UnmapProjectResponse> observer) {
        Replies.reply(observer, mappings.unmap(request));
    }

    @Override
    public void listMappings(ListMappingsRequest request, StreamObserver<ListMappingsResponse> observer) {
        Replies.reply(observer, mappings.list(request));
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
