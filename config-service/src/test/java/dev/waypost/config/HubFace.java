package dev.waypost.config;

import static dev.waypost.config.ConfigHarness.requestId;

import dev.waypost.platform.fault.Reason;
import dev.waypost.proto.config.v1.App;
import dev.waypost.proto.config.v1.BusinessAccount;
import dev.waypost.proto.config.v1.DeleteAppRequest;
import dev.waypost.proto.config.v1.DeleteBusinessAccountRequest;
import dev.waypost.proto.config.v1.DeleteGatewayRequest;
import dev.waypost.proto.config.v1.DeletePhoneNumberRequest;
import dev.waypost.proto.config.v1.DeleteProjectRequest;
import dev.waypost.proto.config.v1.Gateway;
import dev.waypost.proto.config.v1.GatewayServiceGrpc;
import dev.waypost.proto.config.v1.GatewayServiceGrpc.GatewayServiceBlockingStub;
import dev.waypost.proto.config.v1.GetAppRequest;
import dev.waypost.proto.config.v1.GetBusinessAccountRequest;
import dev.waypost.proto.config.v1.GetGatewayRequest;
import dev.waypost.proto.config.v1.GetPhoneNumberRequest;
import dev.waypost.proto.config.v1.GetProjectRequest;
import dev.waypost.proto.config.v1.HubServiceGrpc;
import dev.waypost.proto.config.v1.HubServiceGrpc.HubServiceBlockingStub;
import dev.waypost.proto.config.v1.ListAppsRequest;
import dev.waypost.proto.config.v1.ListBusinessAccountsRequest;
import dev.waypost.proto.config.v1.ListGatewaysRequest;
import dev.waypost.proto.config.v1.ListPhoneNumbersRequest;
import dev.waypost.proto.config.v1.ListProjectsRequest;
import dev.waypost.proto.config.v1.PhoneNumber;
import dev.waypost.proto.config.v1.Project;
import dev.waypost.proto.config.v1.UpdateAppRequest;
import dev.waypost.proto.config.v1.UpdateBusinessAccountRequest;
import dev.waypost.proto.config.v1.UpdateGatewayRequest;
import dev.waypost.proto.config.v1.UpdatePhoneNumberRequest;
import dev.waypost.proto.config.v1.UpdateProjectRequest;
import io.grpc.Channel;
import java.util.List;

/// What all resources of the hub can do alike, so that one test asks it of each.
enum HubFace {
    ACCOUNT(Reason.BUSINESS_ACCOUNT_NOT_FOUND, "business_account_id") {
        @Override
        String create(HubFixture hub, String tenantId) {
            return hub.account(tenantId).getBusinessAccountId();
        }

        @Override
        Shown get(Channel as, String tenantId, String id) {
            return shown(hub(as).getBusinessAccount(GetBusinessAccountRequest.newBuilder()
                            .setTenantId(tenantId)
                            .setBusinessAccountId(id)
                            .build())
                    .getBusinessAccount());
        }

        @Override
        Listed list(Channel as, String tenantId, int size, String token) {
            var page = hub(as).listBusinessAccounts(ListBusinessAccountsRequest.newBuilder()
                    .setTenantId(tenantId)
                    .setPageSize(size)
                    .setPageToken(token)
                    .build());
            return new Listed(
                    page.getBusinessAccountsList().stream()
                            .map(BusinessAccount::getBusinessAccountId)
                            .toList(),
                    page.getNextPageToken());
        }

        @Override
        Shown rename(Channel as, String requestId, String id, long revision, String name) {
            return shown(hub(as).updateBusinessAccount(UpdateBusinessAccountRequest.newBuilder()
                            .setRequestId(requestId)
                            .setBusinessAccountId(id)
                            .setExpectedRevision(revision)
                            .setName(name)
                            .build())
                    .getBusinessAccount());
        }

        @Override
        void delete(Channel as, String id, long revision) {
            hub(as).deleteBusinessAccount(DeleteBusinessAccountRequest.newBuilder()
                    .setRequestId(requestId())
                    .setBusinessAccountId(id)
                    .setExpectedRevision(revision)
                    .build());
        }

        private Shown shown(BusinessAccount one) {
            return new Shown(one.getName(), one.getRevision());
        }
    },
    APP(Reason.APP_NOT_FOUND, "app_id") {
        @Override
        String create(HubFixture hub, String tenantId) {
            return hub.app(hub.account(tenantId).getBusinessAccountId()).getAppId();
        }

        @Override
        Shown get(Channel as, String tenantId, String id) {
            return shown(hub(as).getApp(GetAppRequest.newBuilder()
                            .setTenantId(tenantId)
                            .setAppId(id)
                            .build())
                    .getApp());
        }

        @Override
        Listed list(Channel as, String tenantId, int size, String token) {
            var page = hub(as).listApps(ListAppsRequest.newBuilder()
                    .setTenantId(tenantId)
                    .setPageSize(size)
                    .setPageToken(token)
                    .build());
            return new Listed(page.getAppsList().stream().map(App::getAppId).toList(), page.getNextPageToken());
        }

        @Override
        Shown rename(Channel as, String requestId, String id, long revision, String name) {
            return shown(hub(as).updateApp(UpdateAppRequest.newBuilder()
                            .setRequestId(requestId)
                            .setAppId(id)
                            .setExpectedRevision(revision)
                            .setName(name)
                            .build())
                    .getApp());
        }

        @Override
        void delete(Channel as, String id, long revision) {
            hub(as).deleteApp(DeleteAppRequest.newBuilder()
                    .setRequestId(requestId())
                    .setAppId(id)
                    .setExpectedRevision(revision)
                    .build());
        }

        private Shown shown(App one) {
            return new Shown(one.getName(), one.getRevision());
        }
    },
    NUMBER(Reason.PHONE_NUMBER_NOT_FOUND, "phone_number_id") {
        @Override
        String create(HubFixture hub, String tenantId) {
            return hub.number(tenantId).getPhoneNumberId();
        }

        @Override
        Shown get(Channel as, String tenantId, String id) {
            return shown(hub(as).getPhoneNumber(GetPhoneNumberRequest.newBuilder()
                            .setTenantId(tenantId)
                            .setPhoneNumberId(id)
                            .build())
                    .getPhoneNumber());
        }

        @Override
        Listed list(Channel as, String tenantId, int size, String token) {
            var page = hub(as).listPhoneNumbers(ListPhoneNumbersRequest.newBuilder()
                    .setTenantId(tenantId)
                    .setPageSize(size)
                    .setPageToken(token)
                    .build());
            return new Listed(
                    page.getPhoneNumbersList().stream()
                            .map(PhoneNumber::getPhoneNumberId)
                            .toList(),
                    page.getNextPageToken());
        }

        @Override
        Shown rename(Channel as, String requestId, String id, long revision, String name) {
            return shown(hub(as).updatePhoneNumber(UpdatePhoneNumberRequest.newBuilder()
                            .setRequestId(requestId)
                            .setPhoneNumberId(id)
                            .setExpectedRevision(revision)
                            .setName(name)
                            .build())
                    .getPhoneNumber());
        }

        @Override
        void delete(Channel as, String id, long revision) {
            hub(as).deletePhoneNumber(DeletePhoneNumberRequest.newBuilder()
                    .setRequestId(requestId())
                    .setPhoneNumberId(id)
                    .setExpectedRevision(revision)
                    .build());
        }

        private Shown shown(PhoneNumber one) {
            return new Shown(one.getName(), one.getRevision());
        }
    },
    PROJECT(Reason.PROJECT_NOT_FOUND, "project_id") {
        @Override
        String create(HubFixture hub, String tenantId) {
            return hub.project(tenantId).getProjectId();
        }

        @Override
        Shown get(Channel as, String tenantId, String id) {
            return shown(hub(as).getProject(GetProjectRequest.newBuilder()
                            .setTenantId(tenantId)
                            .setProjectId(id)
                            .build())
                    .getProject());
        }

        @Override
        Listed list(Channel as, String tenantId, int size, String token) {
            var page = hub(as).listProjects(ListProjectsRequest.newBuilder()
                    .setTenantId(tenantId)
                    .setPageSize(size)
                    .setPageToken(token)
                    .build());
            return new Listed(
                    page.getProjectsList().stream().map(Project::getProjectId).toList(), page.getNextPageToken());
        }

        @Override
        Shown rename(Channel as, String requestId, String id, long revision, String name) {
            return shown(hub(as).updateProject(UpdateProjectRequest.newBuilder()
                            .setRequestId(requestId)
                            .setProjectId(id)
                            .setExpectedRevision(revision)
                            .setName(name)
                            .build())
                    .getProject());
        }

        @Override
        void delete(Channel as, String id, long revision) {
            hub(as).deleteProject(DeleteProjectRequest.newBuilder()
                    .setRequestId(requestId())
                    .setProjectId(id)
                    .setExpectedRevision(revision)
                    .build());
        }

        private Shown shown(Project one) {
            return new Shown(one.getName(), one.getRevision());
        }
    },
    GATEWAY(Reason.GATEWAY_NOT_FOUND, "gateway_id") {
        @Override
        String create(HubFixture hub, String tenantId) {
            String endpointId = "ep-" + requestId().substring(4, 30);
            hub.config()
                    .endpoints()
                    .setEndpoint(ConfigHarness.meta(tenantId, dev.waypost.testkit.Fixtures.phoneNumberId())
                            .setEndpointId(endpointId)
                            .build());
            return hub.config()
                    .gateways()
                    .createGateway(
                            hub.newGateway(tenantId).setEndpointId(endpointId).build())
                    .getGateway()
                    .getGatewayId();
        }

        @Override
        Shown get(Channel as, String tenantId, String id) {
            return shown(gateways(as)
                    .getGateway(GetGatewayRequest.newBuilder()
                            .setTenantId(tenantId)
                            .setGatewayId(id)
                            .build())
                    .getGateway());
        }

        @Override
        Listed list(Channel as, String tenantId, int size, String token) {
            var page = gateways(as)
                    .listGateways(ListGatewaysRequest.newBuilder()
                            .setTenantId(tenantId)
                            .setPageSize(size)
                            .setPageToken(token)
                            .build());
            return new Listed(
                    page.getGatewaysList().stream().map(Gateway::getGatewayId).toList(), page.getNextPageToken());
        }

        @Override
        Shown rename(Channel as, String requestId, String id, long revision, String name) {
            return shown(gateways(as)
                    .updateGateway(UpdateGatewayRequest.newBuilder()
                            .setRequestId(requestId)
                            .setGatewayId(id)
                            .setExpectedRevision(revision)
                            .setName(name)
                            .build())
                    .getGateway());
        }

        @Override
        void delete(Channel as, String id, long revision) {
            gateways(as)
                    .deleteGateway(DeleteGatewayRequest.newBuilder()
                            .setRequestId(requestId())
                            .setGatewayId(id)
                            .setExpectedRevision(revision)
                            .build());
        }

        private Shown shown(Gateway one) {
            return new Shown(one.getName(), one.getRevision());
        }
    };

    record Shown(String name, long revision) {}

    record Listed(List<String> ids, String next) {}

    final Reason missing;
    final String field;

    HubFace(Reason missing, String field) {
        this.missing = missing;
        this.field = field;
    }

    /// The id of a new one of the tenant's.
    abstract String create(HubFixture hub, String tenantId);

    abstract Shown get(Channel as, String tenantId, String id);

    abstract Listed list(Channel as, String tenantId, int size, String token);

    abstract Shown rename(Channel as, String requestId, String id, long revision, String name);

    abstract void delete(Channel as, String id, long revision);

    private static HubServiceBlockingStub hub(Channel as) {
        return HubServiceGrpc.newBlockingStub(as);
    }

    private static GatewayServiceBlockingStub gateways(Channel as) {
        return GatewayServiceGrpc.newBlockingStub(as);
    }
}
