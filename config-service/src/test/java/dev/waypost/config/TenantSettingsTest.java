package dev.waypost.config;

import static dev.waypost.config.ConfigHarness.fault;
import static dev.waypost.config.ConfigHarness.meta;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import com.google.protobuf.FieldMask;
import dev.waypost.configclient.SnapshotCodec;
import dev.waypost.configclient.SnapshotKeys;
import dev.waypost.configclient.TenantSnapshot;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.redis.Redis;
import dev.waypost.proto.config.v1.CreateTenantRequest;
import dev.waypost.proto.config.v1.EndpointRole;
import dev.waypost.proto.config.v1.RoutingPolicy;
import dev.waypost.proto.config.v1.Tenant;
import dev.waypost.proto.config.v1.TenantPolicy;
import dev.waypost.proto.config.v1.UpdateTenantRequest;
import dev.waypost.proto.config.v1.WindowPolicy;
import dev.waypost.testkit.Fixtures;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class TenantSettingsTest {
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
    void an_update_changes_what_its_mask_names_and_nothing_else() {
        Tenant before = config.newTenant();

        Tenant after = update(
                before,
                Tenant.newBuilder()
                        .setName("ignored")
                        .setPolicy(TenantPolicy.newBuilder()
                                .setRateLimit(7)
                                .setTimeZone("Europe/Berlin")
                                .setEncryptTexts(true)
                                .setAutoReconnect(false)
                                .addSuspiciousPatterns("(?i)casino")
                                .setMaxReconnectAttempts(99))
                        .putLabels("plan", "ignored"),
                "policy.rate_limit",
                "policy.time_zone",
                "policy.auto_reconnect",
                "policy.suspicious_patterns");

        assertThat(after.getName()).isEqualTo(before.getName());
        assertThat(after.getLabelsMap()).isEmpty();
        assertThat(after.getRevision()).isGreaterThan(before.getRevision());
        assertThat(after.getPolicy())
                .isEqualTo(before.getPolicy().toBuilder()
                        .setRateLimit(7)
                        .setTimeZone("Europe/Berlin")
                        .setAutoReconnect(false)
                        .addSuspiciousPatterns("(?i)casino")
                        .build());
        TenantSnapshot snapshot = snapshot(after.getTenantId());
        assertThat(snapshot.revision()).isEqualTo(after.getRevision());
        assertThat(snapshot.policy().timeZone()).isEqualTo("Europe/Berlin");
        assertThat(snapshot.policy().rateLimit()).isEqualTo(7);
    }

    @Test
    void what_is_named_in_the_mask_and_absent_gets_the_default() {
        Tenant made = config.newTenant();
        Tenant set = update(
                made,
                Tenant.newBuilder()
                        .setName("A name")
                        .putLabels("plan", "gold")
                        .setPolicy(TenantPolicy.newBuilder()
                                .setRateLimit(7)
                                .setMessageTimeout(Duration.newBuilder().setSeconds(3))
                                .setTimeZone("Asia/Tokyo")),
                "name",
                "labels",
                "policy");
        assertThat(set.getName()).isEqualTo("A name");
        assertThat(set.getLabelsMap()).containsEntry("plan", "gold");

        Tenant one = update(set, Tenant.newBuilder(), "policy.message_timeout", "labels", "name");
        Tenant all = update(one, Tenant.newBuilder(), "policy");

        assertThat(one.getName()).isEqualTo(made.getTenantId());
        assertThat(one.getLabelsMap()).isEmpty();
        assertThat(one.getPolicy().getMessageTimeout())
                .isEqualTo(made.getPolicy().getMessageTimeout());
        assertThat(one.getPolicy().getRateLimit()).isEqualTo(7);
        assertThat(all.getPolicy()).isEqualTo(made.getPolicy());
    }

    @Test
    void an_unknown_path_is_refused_by_name_with_those_there_are() {
        Tenant tenant = config.newTenant();

        Fault refused = fault(() -> update(tenant, Tenant.newBuilder(), "name", "policy.rate", "revision"));
        Fault none = fault(() -> update(tenant, Tenant.newBuilder()));

        assertThat(refused.reason()).isEqualTo(Reason.FIELD_INVALID);
        assertThat(refused.violations())
                .extracting(Fault.Violation::field)
                .containsExactly("update_mask.paths[1]", "update_mask.paths[2]");
        assertThat(refused.violations().getFirst().description())
                .contains("policy.rate ", "name, labels, policy, policy.routing, policy.rate_limit");
        assertThat(none.violations())
                .singleElement()
                .satisfies(v -> assertThat(v.description()).contains("policy.time_zone"));
    }

    @Test
    void a_stale_revision_is_refused_with_both_revisions_and_changes_nothing() {
        Tenant first = config.newTenant();
        Tenant second = update(first, Tenant.newBuilder().setName("second"), "name");

        Fault stale = fault(() -> update(first, Tenant.newBuilder().setName("third"), "name"));

        assertThat(stale.reason()).isEqualTo(Reason.REVISION_CONFLICT);
        assertThat(stale.metadata())
                .containsEntry("expected_revision", Long.toString(first.getRevision()))
                .containsEntry("revision", Long.toString(second.getRevision()));
        assertThat(config.tenant(first.getTenantId())).isEqualTo(second);
    }

    @Test
    void everything_that_is_wrong_with_the_settings_is_said_at_once() {
        TenantPolicy broken = TenantPolicy.newBuilder()
                .setAllowedNumberPattern("[0-9")
                .addSuspiciousPatterns("fine")
                .addSuspiciousPatterns("(?=lookahead)")
                .addSuspiciousPatterns("(((a{100}){100}){100}){100}")
                .setTimeZone("Europe/Atlantis")
                .setDefaultCountryCode("049")
                .setWhenWindowClosed(WindowPolicy.WINDOW_POLICY_TEMPLATE)
                .setRoutingValue(77)
                .build();
        Tenant tenant = config.newTenant();

        Fault create = fault(() -> config.tenants()
                .createTenant(CreateTenantRequest.newBuilder()
                        .setRequestId(ConfigHarness.requestId())
                        .setName("evil\u202ename")
                        .setTenantId("../up")
                        .putLabels("Not A Key", "x")
                        .setPolicy(broken)
                        .build()));
        Fault update = fault(() -> update(
                tenant,
                Tenant.newBuilder()
                        .setPolicy(broken.toBuilder().clearRouting())
                        .setName("x".repeat(257))
                        .putLabels("key", "v".repeat(257)),
                "policy",
                "name",
                "labels"));

        assertThat(create.reason()).isEqualTo(Reason.FIELD_INVALID);
        assertThat(create.violations())
                .extracting(Fault.Violation::field)
                .containsExactlyInAnyOrder(
                        "tenant_id",
                        "name",
                        "labels",
                        "policy.allowed_number_pattern",
                        "policy.suspicious_patterns[1]",
                        "policy.suspicious_patterns[2]",
                        "policy.time_zone",
                        "policy.default_country_code",
                        "policy.fallback_template",
                        "policy.fallback_template_language",
                        "policy.routing");
        assertThat(create.violations())
                .extracting(Fault.Violation::description)
                .allMatch(text -> text.contains("(expected: "))
                .anyMatch(text -> text.contains("Europe/Atlantis"));
        assertThat(update.violations())
                .extracting(Fault.Violation::field)
                .contains("tenant.name", "tenant.labels[key]", "tenant.policy.time_zone");
        assertThat(config.tenant(tenant.getTenantId())).isEqualTo(tenant);
    }

    @Test
    void an_alert_address_that_may_not_be_called_is_refused_with_the_class_of_reason() {
        Tenant tenant = config.newTenant();
        TenantPolicy inside = TenantPolicy.newBuilder()
                .setAlertUrl("http://169.254.169.254/latest")
                .build();

        Fault create = fault(() -> config.tenants()
                .createTenant(CreateTenantRequest.newBuilder()
                        .setTenantId(Fixtures.tenantId())
                        .setRequestId(ConfigHarness.requestId())
                        .setPolicy(inside)
                        .build()));
        Fault update = fault(() -> update(tenant, Tenant.newBuilder().setPolicy(inside), "policy.alert_url"));
        Tenant allowed = update(
                tenant,
                Tenant.newBuilder().setPolicy(TenantPolicy.newBuilder().setAlertUrl("http://127.0.0.1:8190/alerts")),
                "policy.alert_url");

        assertThat(List.of(create, update)).allSatisfy(refused -> {
            assertThat(refused.reason()).isEqualTo(Reason.ENDPOINT_URL_REFUSED);
            assertThat(refused.violations()).singleElement().satisfies(violation -> {
                assertThat(violation.field()).endsWith("policy.alert_url");
                assertThat(violation.description()).contains("not a public address");
            });
        });
        assertThat(allowed.getPolicy().getAlertUrl()).isEqualTo("http://127.0.0.1:8190/alerts");
    }

    @Test
    void a_routing_policy_that_the_endpoints_do_not_fit_is_refused_and_names_them() {
        Tenant tenant = update(
                config.newTenant(),
                Tenant.newBuilder().setPolicy(TenantPolicy.newBuilder().setRouting(RoutingPolicy.ROUTING_POLICY_POOL)),
                "policy.routing");
        for (String id : List.of("first", "second")) {
            config.endpoints()
                    .setEndpoint(meta(tenant.getTenantId(), Fixtures.phoneNumberId())
                            .setEndpointId(id)
                            .setRole(EndpointRole.ENDPOINT_ROLE_ACTIVE)
                            .build());
        }
        Tenant now = config.tenant(tenant.getTenantId());

        Fault single = fault(() -> update(now, routed(RoutingPolicy.ROUTING_POLICY_SINGLE), "policy.routing"));
        Fault byDefault = fault(() -> update(now, Tenant.newBuilder(), "policy"));

        assertThat(List.of(single, byDefault)).allSatisfy(refused -> {
            assertThat(refused.reason()).isEqualTo(Reason.IN_USE);
            assertThat(refused.metadata()).containsEntry("endpoint_ids", "first (ACTIVE), second (ACTIVE)");
        });
        assertThat(config.tenant(tenant.getTenantId())).isEqualTo(now);

        update(now, routed(RoutingPolicy.ROUTING_POLICY_STANDBY), "policy.routing");
        assertThat(snapshot(tenant.getTenantId()).endpoints())
                .extracting(endpoint -> endpoint.role().name())
                .containsExactlyInAnyOrder("ACTIVE", "STANDBY");
    }

    private static Tenant.Builder routed(RoutingPolicy routing) {
        return Tenant.newBuilder().setPolicy(TenantPolicy.newBuilder().setRouting(routing));
    }

    private static Tenant update(Tenant read, Tenant.Builder wanted, String... paths) {
        return config.tenants()
                .updateTenant(UpdateTenantRequest.newBuilder()
                        .setTenantId(read.getTenantId())
                        .setRequestId(ConfigHarness.requestId())
                        .setExpectedRevision(read.getRevision())
                        .setTenant(wanted)
                        .setUpdateMask(FieldMask.newBuilder().addAllPaths(List.of(paths)))
                        .build())
                .getTenant();
    }

    private static TenantSnapshot snapshot(String tenantId) {
        return config.service
                .bean(SnapshotCodec.class)
                .decode(config.service
                        .bean(Redis.class)
                        .get(SnapshotKeys.snapshot(tenantId))
                        .orElseThrow());
    }
}
