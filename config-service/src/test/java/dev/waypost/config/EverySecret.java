package dev.waypost.config;

import static dev.waypost.config.ConfigHarness.meta;
import static dev.waypost.config.ConfigHarness.requestId;
import static org.awaitility.Awaitility.await;

import dev.waypost.proto.config.v1.CreateApiKeyRequest;
import dev.waypost.proto.config.v1.CreateAppRequest;
import dev.waypost.proto.config.v1.CreateBusinessAccountRequest;
import dev.waypost.proto.config.v1.CreatePhoneNumberRequest;
import dev.waypost.proto.config.v1.CreateProjectRequest;
import dev.waypost.proto.config.v1.CredentialKind;
import dev.waypost.proto.config.v1.ExportTenantsRequest;
import dev.waypost.proto.config.v1.GetTransferRequest;
import dev.waypost.proto.config.v1.MapProjectRequest;
import dev.waypost.proto.config.v1.ReadExportRequest;
import dev.waypost.proto.config.v1.RotateAppCredentialRequest;
import dev.waypost.proto.config.v1.RotateCredentialRequest;
import dev.waypost.proto.config.v1.RotateProjectSecretRequest;
import dev.waypost.proto.config.v1.TransferServiceGrpc;
import dev.waypost.proto.options.v1.Role;
import dev.waypost.testkit.Fixtures;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A tenant with a secret of every kind there is, each written through the public API and then replaced once.
final class EverySecret {
    final String tenant;
    final String number = Fixtures.phoneNumberId();
    /// What was written or answered, by what it is; nothing of it may rest anywhere in clear.
    final Map<String, String> canaries = new LinkedHashMap<>();

    private final ConfigHarness config;

    EverySecret(ConfigHarness config) {
        this.config = config;
        this.tenant = config.newTenant().getTenantId();
        String app = app();
        endpoint(app);
        project(app);
        apiKey();
    }

    /// Exports the tenant with its secrets, and gives the operation's id once the file is there.
    String exported() {
        var transfers = TransferServiceGrpc.newBlockingStub(config.service.admin());
        String id = transfers
                .exportTenants(ExportTenantsRequest.newBuilder()
                        .setRequestId(requestId())
                        .addTenantIds(tenant)
                        .setPassphrase(canary("passphrase of a file"))
                        .build())
                .getOperation()
                .getOperationId();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> transfers
                        .getTransfer(GetTransferRequest.newBuilder()
                                .setOperationId(id)
                                .build())
                        .getOperation()
                        .getState()
                        .name()
                        .endsWith("SUCCEEDED"));
        return id;
    }

    static String file(ConfigHarness config, String operationId) {
        var text = new StringBuilder();
        TransferServiceGrpc.newBlockingStub(config.service.admin())
                .readExport(ReadExportRequest.newBuilder()
                        .setOperationId(operationId)
                        .build())
                .forEachRemaining(piece -> text.append(piece.getChunk().toStringUtf8()));
        return text.toString();
    }

    private String app() {
        String account = Fixtures.id("waba");
        String app = Fixtures.id("app");
        config.hub()
                .createBusinessAccount(CreateBusinessAccountRequest.newBuilder()
                        .setRequestId(requestId())
                        .setBusinessAccountId(account)
                        .setTenantId(tenant)
                        .build());
        config.hub()
                .createApp(CreateAppRequest.newBuilder()
                        .setRequestId(requestId())
                        .setAppId(app)
                        .setBusinessAccountId(account)
                        .setAppSecret(canary("app secret, old"))
                        .setVerifyToken(canary("app token, old"))
                        .build());
        for (String kind : List.of("APP_SECRET", "VERIFY_TOKEN")) {
            config.hub()
                    .rotateAppCredential(RotateAppCredentialRequest.newBuilder()
                            .setRequestId(requestId())
                            .setAppId(app)
                            .setKind(CredentialKind.valueOf("CREDENTIAL_KIND_" + kind))
                            .setSecret(canary("app " + kind + ", new"))
                            .build());
        }
        return app;
    }

    private void endpoint(String app) {
        config.endpoints()
                .setEndpoint(meta(tenant, number)
                        .setAppId(app)
                        .setApiKey(canary("api key, old"))
                        .setWebhookSecret(canary("webhook secret, old"))
                        .setAppSecret(canary("endpoint app secret, old"))
                        .setVerifyToken(canary("endpoint token, old"))
                        .build());
        for (String kind : List.of("API_KEY", "WEBHOOK_SECRET", "APP_SECRET", "VERIFY_TOKEN")) {
            config.endpoints()
                    .rotateCredential(RotateCredentialRequest.newBuilder()
                            .setTenantId(tenant)
                            .setRequestId(requestId())
                            .setKind(CredentialKind.valueOf("CREDENTIAL_KIND_" + kind))
                            .setSecret(canary("endpoint " + kind + ", new"))
                            .build());
        }
        String made = config.endpoints()
                .rotateCredential(RotateCredentialRequest.newBuilder()
                        .setTenantId(tenant)
                        .setRequestId(requestId())
                        .setKind(CredentialKind.CREDENTIAL_KIND_WEBHOOK_SECRET)
                        .build())
                .getGeneratedSecret();
        canaries.put("webhook secret, made here", made);
    }

    private void project(String app) {
        config.hub()
                .createPhoneNumber(CreatePhoneNumberRequest.newBuilder()
                        .setRequestId(requestId())
                        .setPhoneNumberId(number)
                        .setAppId(app)
                        .setTenantId(tenant)
                        .build());
        String project = config.hub()
                .createProject(CreateProjectRequest.newBuilder()
                        .setRequestId(requestId())
                        .setTenantId(tenant)
                        .putHeaders("Authorization", "Bearer " + canary("project header"))
                        .setSigningSecret(canary("signing secret, old"))
                        .build())
                .getProject()
                .getProjectId();
        config.hub()
                .mapProject(MapProjectRequest.newBuilder()
                        .setRequestId(requestId())
                        .setPhoneNumberId(number)
                        .setProjectId(project)
                        .build());
        canaries.put(
                "signing secret, made here",
                config.hub()
                        .rotateProjectSecret(RotateProjectSecretRequest.newBuilder()
                                .setRequestId(requestId())
                                .setProjectId(project)
                                .build())
                        .getGeneratedSecret());
    }

    private void apiKey() {
        canaries.put(
                "caller's key",
                config.keys()
                        .createApiKey(CreateApiKeyRequest.newBuilder()
                                .setRequestId(requestId())
                                .setName("test")
                                .setRole(Role.ROLE_VIEWER)
                                .addTenantIds(tenant)
                                .build())
                        .getSecret());
    }

    private String canary(String what) {
        String canary = "canary" + Fixtures.secret();
        canaries.put(what, canary);
        return canary;
    }
}
