package dev.waypost.config;

import static dev.waypost.config.ConfigHarness.requestId;

import com.google.protobuf.DynamicMessage;
import com.google.protobuf.TextFormat;
import dev.waypost.platform.fault.FaultStatus;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.grpc.Contract;
import dev.waypost.proto.config.v1.ApiKey;
import dev.waypost.proto.config.v1.AuditServiceGrpc;
import dev.waypost.proto.config.v1.Change;
import dev.waypost.proto.config.v1.GetTenantRequest;
import dev.waypost.proto.config.v1.ListApiKeysRequest;
import dev.waypost.proto.config.v1.ListChangesRequest;
import dev.waypost.testkit.Fixtures;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import io.grpc.stub.ClientCalls;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// Walks every method that changes something, and looks for it in the audit.
@DisplayNameGeneration(ReplaceUnderscores.class)
class AuditWalkTest {
    /// What these change is walked where it is tested: the work itself is done later, by workers, or only services may.
    private static final Set<String> ELSEWHERE = Set.of(
            "DisableProject",
            "TestEndpoint",
            "ExportTenants",
            "ImportTenants",
            "BulkSwitch",
            "MigrateFromMultiEndpoint",
            "MoveTenant",
            "CancelTransfer",
            "ResumeTransfer");

    /// @param before whether there was something before
    /// @param after whether there is something after
    private record Step(String method, boolean before, boolean after, String fields) {}

    private static Step creates(String method, String fields) {
        return new Step(method, false, true, fields);
    }

    private static Step changes(String method, String fields) {
        return new Step(method, true, true, fields);
    }

    private static Step deletes(String method, String fields) {
        return new Step(method, true, false, fields);
    }

    private static final String TENANT = "tenant_id: \"$T\" ";
    private static final String META = TENANT
            + "force: true provider: PROVIDER_META_CLOUD api_url: \"http://127.0.0.1:8190/meta\" phone_number_id: ";

    private static final List<Step> STEPS = List.of(
            creates("CreateTenant", TENANT),
            changes(
                    "UpdateTenant",
                    TENANT + "expected_revision: $R tenant { policy { routing: ROUTING_POLICY_STANDBY } }"
                            + " update_mask { paths: \"policy.routing\" }"),
            changes("SuspendTenant", TENANT + "cause: \"unpaid\""),
            changes("ResumeTenant", TENANT + "cause: \"paid\""),
            creates("SetEndpoint", META + "\"$N\" endpoint_id: \"one\" app_secret: \"the-app-secret-of-one\""),
            creates("SetEndpoint", META + "\"$M\" endpoint_id: \"two\""),
            changes("SetEndpoint", META + "\"$M\" endpoint_id: \"two\" name: \"Two\""),
            changes(
                    "SwitchEndpoint",
                    TENANT + "from_endpoint_id: \"one\" to_endpoint_id: \"two\" expected_revision: $R cause: \"ill\""),
            changes("DeactivateEndpoint", TENANT + "endpoint_id: \"one\""),
            changes("ActivateEndpoint", TENANT + "endpoint_id: \"one\" force: true"),
            changes(
                    "RotateCredential",
                    TENANT + "endpoint_id: \"one\" kind: CREDENTIAL_KIND_APP_SECRET secret: \"another-app-secret\""
                            + " overlap { seconds: 60 }"),
            changes("RevokeCredential", TENANT + "endpoint_id: \"one\" kind: CREDENTIAL_KIND_APP_SECRET"),
            creates("CreateBusinessAccount", "business_account_id: \"$A\" tenant_id: \"$T\""),
            changes("UpdateBusinessAccount", "business_account_id: \"$A\" expected_revision: 1 name: \"x\""),
            creates("CreateApp", "app_id: \"$P\" business_account_id: \"$A\" app_secret: \"an-app-secret-of-ours\""),
            changes("UpdateApp", "app_id: \"$P\" expected_revision: 1 name: \"x\""),
            changes(
                    "RotateAppCredential",
                    "app_id: \"$P\" kind: CREDENTIAL_KIND_APP_SECRET secret: \"a-newer-app-secret\""
                            + " overlap { seconds: 60 }"),
            changes("RevokeAppCredential", "app_id: \"$P\" kind: CREDENTIAL_KIND_APP_SECRET"),
            creates("CreatePhoneNumber", "phone_number_id: \"$N\" app_id: \"$P\" tenant_id: \"$T\""),
            changes("UpdatePhoneNumber", "phone_number_id: \"$N\" expected_revision: 1 name: \"x\""),
            creates("CreateProject", "project_id: \"$J\" url: \"http://127.0.0.1:8190/backend/a\" tenant_id: \"$T\""),
            changes("UpdateProject", "project_id: \"$J\" expected_revision: 1 description: \"x\""),
            changes("RotateProjectSecret", "project_id: \"$J\" overlap { seconds: 60 }"),
            creates("MapProject", "phone_number_id: \"$N\" project_id: \"$J\" priority: 1"),
            changes("MapProject", "phone_number_id: \"$N\" project_id: \"$J\" priority: 2"),
            deletes("UnmapProject", "phone_number_id: \"$N\" project_id: \"$J\""),
            creates("CreateGateway", "gateway_id: \"$G\" word: \"$W\" tenant_id: \"$T\" endpoint_id: \"two\""),
            changes("UpdateGateway", "gateway_id: \"$G\" expected_revision: 1 name: \"x\""),
            creates("SetGatewayCode", "gateway_id: \"$G\" code: \"1\" tenant_id: \"$T\""),
            deletes("DeleteGatewayCode", "gateway_id: \"$G\" code: \"1\" tenant_id: \"$T\""),
            deletes("DeleteGateway", "gateway_id: \"$G\""),
            deletes("DeleteProject", "project_id: \"$J\""),
            deletes("DeletePhoneNumber", "phone_number_id: \"$N\""),
            deletes("DeleteApp", "app_id: \"$P\""),
            deletes("DeleteBusinessAccount", "business_account_id: \"$A\""),
            creates("CreateApiKey", "name: \"x\" role: ROLE_VIEWER tenant_ids: \"$T\""),
            changes("RevokeApiKey", "key_id: \"$K\""),
            deletes("DeleteEndpoint", TENANT + "endpoint_id: \"one\""),
            changes("DeleteTenant", TENANT + "expected_revision: $R force: true"),
            changes("RestoreTenant", TENANT));

    @Test
    void every_change_is_in_the_audit_with_who_when_and_what_was_there_before_and_after() {
        try (var config = new ConfigHarness()) {
            var walk = new Walk(config);
            var audit = AuditServiceGrpc.newBlockingStub(config.service.admin());
            var softly = new SoftAssertions();
            for (Step step : STEPS) {
                String requestId = requestId();
                String failed = walk.take(step, requestId);
                if (failed.startsWith(Reason.NOT_IMPLEMENTED.name())) {
                    // What nobody answers yet changes nothing.
                    continue;
                }
                softly.assertThat(failed).as(step.method()).isEmpty();
                List<Change> found = audit.listChanges(ListChangesRequest.newBuilder()
                                .setMadeWithRequestId(requestId)
                                .build())
                        .getChangesList();
                softly.assertThat(found)
                        .as("%s %s", step.method(), found)
                        .isNotEmpty()
                        .allMatch(change -> change.getActor().equals("admin-key")
                                && change.hasTime()
                                && change.getTraceId().length() == 32
                                && !change.getResource().isEmpty())
                        .anyMatch(change -> change.getBeforeJson().isEmpty() != step.before()
                                && change.getAfterJson().isEmpty() != step.after());
            }
            softly.assertThat(walk.mutations())
                    .as("methods that change something")
                    .containsExactlyInAnyOrderElementsOf(
                            Stream.concat(STEPS.stream().map(Step::method), ELSEWHERE.stream())
                                    .distinct()
                                    .toList());
            softly.assertAll();
        }
    }

    /// One tenant's life, step by step.
    private static final class Walk {
        private final ConfigHarness config;
        private final String tenant = Fixtures.tenantId();
        private final List<String> names = List.of(
                "$N", Fixtures.phoneNumberId(),
                "$M", Fixtures.phoneNumberId(),
                "$A", Fixtures.id("waba"),
                "$P", Fixtures.id("app"),
                "$J", Fixtures.id("project"),
                "$G", Fixtures.id("gw"),
                "$W", "w" + Fixtures.digits(10));

        Walk(ConfigHarness config) {
            this.config = config;
        }

        /// Empty when it went well, else why not.
        String take(Step step, String requestId) {
            MethodDescriptor<?, ?> method = methods().stream()
                    .filter(known -> step.method().equals(known.getBareMethodName()))
                    .findFirst()
                    .orElseThrow();
            try {
                call(method, "request_id: \"" + requestId + "\" " + filled(step.fields()));
                return "";
            } catch (StatusRuntimeException e) {
                return FaultStatus.of(e).getMessage();
            } catch (TextFormat.ParseException e) {
                return String.valueOf(e.getMessage());
            }
        }

        /// Methods whose requests have an id by which repeating them changes nothing.
        List<String> mutations() {
            return methods().stream()
                    .filter(method -> type(method).getInputType().findFieldByName("request_id") != null)
                    .map(method -> String.valueOf(method.getBareMethodName()))
                    .toList();
        }

        private String filled(String fields) {
            String filled = fields.replace("$T", tenant);
            for (int i = 0; i < names.size(); i += 2) {
                filled = filled.replace(names.get(i), names.get(i + 1));
            }
            if (filled.contains("$K")) {
                List<ApiKey> keys = config.keys()
                        .listApiKeys(ListApiKeysRequest.newBuilder()
                                .setTenantId(tenant)
                                .build())
                        .getApiKeysList();
                filled = filled.replace("$K", keys.getFirst().getKeyId());
            }
            if (filled.contains("$R")) {
                long revision = config.tenants()
                        .getTenant(GetTenantRequest.newBuilder()
                                .setTenantId(tenant)
                                .build())
                        .getTenant()
                        .getRevision();
                filled = filled.replace("$R", Long.toString(revision));
            }
            return filled;
        }

        private <Q, A> void call(MethodDescriptor<Q, A> method, String fields) throws TextFormat.ParseException {
            var request = DynamicMessage.newBuilder(type(method).getInputType());
            TextFormat.getParser().merge(fields, request);
            ClientCalls.blockingUnaryCall(
                    config.service.admin(),
                    method,
                    CallOptions.DEFAULT,
                    method.parseRequest(request.build().toByteString().newInput()));
        }

        private static com.google.protobuf.Descriptors.MethodDescriptor type(MethodDescriptor<?, ?> method) {
            return ((ProtoMethodDescriptorSupplier) Objects.requireNonNull(method.getSchemaDescriptor()))
                    .getMethodDescriptor();
        }

        private List<MethodDescriptor<?, ?>> methods() {
            var methods = new ArrayList<MethodDescriptor<?, ?>>();
            config.service.bean(Contract.class).services().forEach(service -> methods.addAll(service.getMethods()));
            return methods;
        }
    }
}
