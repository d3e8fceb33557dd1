package dev.waypost.config;

import static dev.waypost.config.ConfigHarness.fault;
import static dev.waypost.config.ConfigHarness.meta;
import static dev.waypost.config.ConfigHarness.requestId;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.proto.config.v1.AuditServiceGrpc;
import dev.waypost.proto.config.v1.Change;
import dev.waypost.proto.config.v1.CreateApiKeyRequest;
import dev.waypost.proto.config.v1.ListChangesRequest;
import dev.waypost.proto.config.v1.ListChangesResponse;
import dev.waypost.proto.config.v1.ResumeTenantRequest;
import dev.waypost.proto.config.v1.SuspendTenantRequest;
import dev.waypost.proto.options.v1.Role;
import dev.waypost.testkit.Fixtures;
import io.grpc.Channel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class AuditTest {
    private static ConfigHarness config;

    @BeforeAll
    static void start() {
        config = new ConfigHarness();
    }

    @AfterAll
    static void stop() {
        config.close();
    }

    @Test
    void an_entry_says_who_did_what_when_why_and_what_was_there_before_and_after() {
        String tenant = config.newTenant().getTenantId();
        String requestId = requestId();

        var suspended = config.tenants()
                .suspendTenant(SuspendTenantRequest.newBuilder()
                        .setTenantId(tenant)
                        .setRequestId(requestId)
                        .setCause("invoice 7 unpaid")
                        .build())
                .getTenant();

        Change change = changes(tenant).getFirst();
        assertThat(change.getTenantId()).isEqualTo(tenant);
        assertThat(change.getRevision()).isEqualTo(suspended.getRevision());
        assertThat(change.getResource()).isEqualTo("tenant/" + tenant);
        assertThat(change.getActor()).isEqualTo("admin-key");
        assertThat(change.getCause()).isEqualTo("invoice 7 unpaid");
        assertThat(change.getBeforeJson()).contains("\"ACTIVE\"");
        assertThat(change.getAfterJson()).contains("\"SUSPENDED\"");
        assertThat(change.getRequestId()).isEqualTo(requestId);
        assertThat(change.getTraceId()).matches("[0-9a-f]{32}");
        assertThat(change.hasTime()).isTrue();
    }

    @Test
    void secrets_are_shown_by_version_and_hint() {
        String tenant = config.newTenant().getTenantId();
        String first = Fixtures.secret();
        String second = Fixtures.secret();

        config.endpoints()
                .setEndpoint(
                        meta(tenant, Fixtures.phoneNumberId()).setApiKey(first).build());
        config.endpoints()
                .setEndpoint(
                        meta(tenant, Fixtures.phoneNumberId()).setApiKey(second).build());

        Change change = changes(tenant).getFirst();
        assertThat(change.getBeforeJson())
                .contains("\"apiKeyVersion\": 1", tail(first))
                .doesNotContain(first);
        assertThat(change.getAfterJson())
                .contains("\"apiKeyVersion\": 2", tail(second))
                .doesNotContain(second);
    }

    @Test
    void every_filter_narrows_and_they_narrow_together() {
        String tenant = config.newTenant().getTenantId();
        String number = Fixtures.phoneNumberId();
        config.endpoints().setEndpoint(meta(tenant, number).build());
        String requestId = requestId();
        config.endpoints()
                .setEndpoint(meta(tenant, number).setRequestId(requestId).build());
        String resource = changes(tenant).getFirst().getResource();

        assertThat(actions(ask(tenant))).containsExactly("endpoint.set", "endpoint.set", "tenant.created");
        assertThat(actions(ask(tenant).setActionPrefix("endpoint."))).containsExactly("endpoint.set", "endpoint.set");
        assertThat(actions(ask(tenant).setActor("nobody"))).isEmpty();
        assertThat(actions(ask(tenant).setActor("admin-key"))).hasSize(3);
        assertThat(actions(ask("").setResource(resource))).containsExactly("endpoint.set", "endpoint.set");
        assertThat(actions(ask("").setMadeWithRequestId(requestId))).containsExactly("endpoint.set");
        assertThat(actions(ask(tenant).setActionPrefix("tenant.").setActor("admin-key")))
                .containsExactly("tenant.created");
        assertThat(actions(ask("").setActionPrefix("tenant.cre").setPageSize(5)))
                .hasSizeBetween(1, 5)
                .containsOnly("tenant.created");
    }

    @Test
    void times_are_from_and_until_but_not_at() {
        String tenant = config.newTenant().getTenantId();
        config.endpoints().setEndpoint(meta(tenant, Fixtures.phoneNumberId()).build());
        Timestamp time = changes(tenant).getFirst().getTime();

        assertThat(actions(ask(tenant).setFromTime(time))).containsExactly("endpoint.set");
        assertThat(actions(ask(tenant).setUntilTime(time))).containsExactly("tenant.created");
    }

    @Test
    void pages_hold_every_change_once_the_newest_first() {
        String tenant = config.newTenant().getTenantId();
        for (int i = 0; i < 3; i++) {
            config.tenants()
                    .suspendTenant(SuspendTenantRequest.newBuilder()
                            .setTenantId(tenant)
                            .setRequestId(requestId())
                            .build());
            config.tenants()
                    .resumeTenant(ResumeTenantRequest.newBuilder()
                            .setTenantId(tenant)
                            .setRequestId(requestId())
                            .build());
        }

        var paged = new ArrayList<Change>();
        String token = "";
        do {
            ListChangesResponse page = audit(config.service.admin())
                    .listChanges(ask(tenant).setPageSize(2).setPageToken(token).build());
            assertThat(page.getChangesCount()).isBetween(1, 2);
            paged.addAll(page.getChangesList());
            token = page.getNextPageToken();
        } while (!token.isEmpty());

        assertThat(paged).hasSize(7).isEqualTo(changes(tenant));
        assertThat(paged)
                .extracting(change -> Long.parseLong(change.getChangeId()))
                .isSortedAccordingTo(Comparator.reverseOrder());
    }

    @Test
    void a_tenant_s_key_sees_its_own_changes_and_no_others() {
        String mine = config.newTenant().getTenantId();
        String other = config.newTenant().getTenantId();
        String key = key(Role.ROLE_TENANT_READ, mine);
        var asTenant = audit(config.service.as(key));

        assertThat(asTenant.listChanges(ask(mine).build()).getChangesList())
                .isNotEmpty()
                .allMatch(change -> change.getTenantId().equals(mine));
        assertThat(fault(() -> asTenant.listChanges(ask(other).build())).reason())
                .isEqualTo(Reason.TENANT_NOT_FOUND);
        assertThat(fault(() -> asTenant.listChanges(ask("").build())).reason()).isEqualTo(Reason.FIELD_INVALID);
        assertThat(fault(() -> audit(config.service.as(key(Role.ROLE_VIEWER, mine)))
                                .listChanges(ask(mine).build()))
                        .reason())
                .isEqualTo(Reason.ROLE_FORBIDDEN);
    }

    @Test
    void a_tenant_sees_the_keys_made_for_it_without_the_names_of_others() {
        String mine = config.newTenant().getTenantId();
        String other = config.newTenant().getTenantId();

        key(Role.ROLE_TENANT_READ, mine, other);

        Change change = changes(mine).getFirst();
        assertThat(change.getAction()).isEqualTo("api_key.created");
        assertThat(change.getAfterJson()).contains("TENANT_READ").doesNotContain(other);
    }

    @Test
    void a_token_that_no_page_ended_with_and_a_time_that_is_none_are_refused() {
        for (String token : List.of("x", "1", "1.x", "99999999999999999999.1", "1.1.1")) {
            assertThat(fault(() -> audit(config.service.admin())
                                    .listChanges(ask("").setPageToken(token).build()))
                            .reason())
                    .isEqualTo(Reason.PAGE_TOKEN_INVALID);
        }
        Fault time = fault(() -> audit(config.service.admin())
                .listChanges(ask("").setFromTime(Timestamp.newBuilder().setSeconds(Long.MAX_VALUE))
                        .setActor("a\u0000b")
                        .build()));
        assertThat(time.violations()).extracting(Fault.Violation::field).containsExactly("actor", "from_time");
    }

    private static String key(Role role, String... tenants) {
        return config.keys()
                .createApiKey(CreateApiKeyRequest.newBuilder()
                        .setRequestId(requestId())
                        .setName("test")
                        .setRole(role)
                        .addAllTenantIds(List.of(tenants))
                        .build())
                .getSecret();
    }

    private static List<Change> changes(String tenant) {
        return audit(config.service.admin()).listChanges(ask(tenant).build()).getChangesList();
    }

    private static List<String> actions(ListChangesRequest.Builder request) {
        return audit(config.service.admin()).listChanges(request.build()).getChangesList().stream()
                .map(Change::getAction)
                .toList();
    }

    private static ListChangesRequest.Builder ask(String tenant) {
        return ListChangesRequest.newBuilder().setTenantId(tenant);
    }

    private static String tail(String secret) {
        return secret.substring(secret.length() - 4);
    }

    private static AuditServiceGrpc.AuditServiceBlockingStub audit(Channel channel) {
        return AuditServiceGrpc.newBlockingStub(channel);
    }
}
