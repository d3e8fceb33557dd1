package dev.waypost.config;

import static dev.waypost.config.ConfigHarness.requestId;

import dev.waypost.proto.config.v1.App;
import dev.waypost.proto.config.v1.BusinessAccount;
import dev.waypost.proto.config.v1.CreateAppRequest;
import dev.waypost.proto.config.v1.CreateBusinessAccountRequest;
import dev.waypost.proto.config.v1.CreateGatewayRequest;
import dev.waypost.proto.config.v1.CreatePhoneNumberRequest;
import dev.waypost.proto.config.v1.CreateProjectRequest;
import dev.waypost.proto.config.v1.Gateway;
import dev.waypost.proto.config.v1.MapProjectRequest;
import dev.waypost.proto.config.v1.PhoneNumber;
import dev.waypost.proto.config.v1.Project;
import dev.waypost.proto.config.v1.UnmapProjectRequest;
import dev.waypost.testkit.Fixtures;

/// Makes what a test of the hub needs to be there.
record HubFixture(ConfigHarness config) {
    String tenant() {
        return config.newTenant().getTenantId();
    }

    BusinessAccount account(String tenantId) {
        return config.hub()
                .createBusinessAccount(CreateBusinessAccountRequest.newBuilder()
                        .setRequestId(requestId())
                        .setBusinessAccountId(Fixtures.id("waba"))
                        .setTenantId(tenantId)
                        .build())
                .getBusinessAccount();
    }

    App app(String accountId) {
        return config.hub().createApp(newApp(accountId).build()).getApp();
    }

    CreateAppRequest.Builder newApp(String accountId) {
        return CreateAppRequest.newBuilder()
                .setRequestId(requestId())
                .setAppId(Fixtures.id("app"))
                .setBusinessAccountId(accountId);
    }

    /// A number under an app of its own.
    PhoneNumber number(String tenantId) {
        return config.hub().createPhoneNumber(newNumber(tenantId).build()).getPhoneNumber();
    }

    CreatePhoneNumberRequest.Builder newNumber(String tenantId) {
        return CreatePhoneNumberRequest.newBuilder()
                .setRequestId(requestId())
                .setPhoneNumberId(Fixtures.phoneNumberId())
                .setAppId(app(account(tenantId).getBusinessAccountId()).getAppId())
                .setTenantId(tenantId);
    }

    Project project(String tenantId) {
        return config.hub().createProject(newProject(tenantId).build()).getProject();
    }

    CreateProjectRequest.Builder newProject(String tenantId) {
        return CreateProjectRequest.newBuilder()
                .setRequestId(requestId())
                .setProjectId(Fixtures.id("prj"))
                .setTenantId(tenantId)
                .setUrl("http://127.0.0.1:8190/backend/one");
    }

    /// An endpoint `main` for a number of its own.
    void endpoint(String tenantId) {
        config.endpoints()
                .setEndpoint(
                        ConfigHarness.meta(tenantId, Fixtures.phoneNumberId()).build());
    }

    /// A gateway over an endpoint of its own.
    Gateway gateway(String tenantId) {
        endpoint(tenantId);
        return config.gateways().createGateway(newGateway(tenantId).build()).getGateway();
    }

    CreateGatewayRequest.Builder newGateway(String tenantId) {
        return CreateGatewayRequest.newBuilder()
                .setRequestId(requestId())
                .setGatewayId(Fixtures.id("gw"))
                .setTenantId(tenantId)
                .setEndpointId("main")
                .setWord("Salon");
    }

    void map(PhoneNumber number, Project project, int priority) {
        config.hub().mapProject(mapping(number, project, priority));
    }

    static MapProjectRequest mapping(PhoneNumber number, Project project, int priority) {
        return MapProjectRequest.newBuilder()
                .setRequestId(requestId())
                .setPhoneNumberId(number.getPhoneNumberId())
                .setProjectId(project.getProjectId())
                .setPriority(priority)
                .build();
    }

    void unmap(PhoneNumber number, Project project) {
        config.hub()
                .unmapProject(UnmapProjectRequest.newBuilder()
                        .setRequestId(requestId())
                        .setPhoneNumberId(number.getPhoneNumberId())
                        .setProjectId(project.getProjectId())
                        .build());
    }
}
