package dev.waypost.config;

import static dev.waypost.config.ConfigHarness.fault;
import static dev.waypost.config.ConfigHarness.meta;
import static dev.waypost.config.ConfigHarness.requestId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.Duration;
import dev.waypost.configclient.Endpoint;
import dev.waypost.configclient.SnapshotCodec;
import dev.waypost.configclient.SnapshotKeys;
import dev.waypost.configclient.TenantSnapshot;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.redis.Redis;
import dev.waypost.platform.settings.Secret;
import dev.waypost.proto.config.v1.CreateAppRequest;
import dev.waypost.proto.config.v1.CreateBusinessAccountRequest;
import dev.waypost.proto.config.v1.CreateProjectRequest;
import dev.waypost.proto.config.v1.CredentialKind;
import dev.waypost.proto.config.v1.CredentialState;
import dev.waypost.proto.config.v1.MapProjectRequest;
import dev.waypost.proto.config.v1.RevokeAppCredentialRequest;
import dev.waypost.proto.config.v1.RevokeCredentialRequest;
import dev.waypost.proto.config.v1.RotateAppCredentialRequest;
import dev.waypost.proto.config.v1.RotateCredentialRequest;
import dev.waypost.proto.config.v1.RotateProjectSecretRequest;
import dev.waypost.testkit.Fixtures;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class RotationTest {
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
    void an_app_secret_is_replaced_and_the_old_one_is_accepted_for_a_day() {
        String tenant = endpoint("old-app-secret-0001", "old-token");
        String next = Fixtures.secret();

        var rotated = config.endpoints()
                .rotateCredential(rotate(tenant, "APP_SECRET").setSecret(next).build());

        CredentialState state = rotated.getEndpoint().getAppSecret();
        assertThat(rotated.getGeneratedSecret()).isEmpty();
        assertThat(state.getVersion()).isEqualTo(2);
        assertThat(state.getHint()).isEqualTo(next.substring(next.length() - 4));
        assertThat(Instant.ofEpochSecond(state.getPreviousValidUntil().getSeconds()))
                .isCloseTo(Instant.now().plus(24, ChronoUnit.HOURS), within(1, ChronoUnit.MINUTES));
        assertThat(rotated.getEndpoint().getRevision()).isEqualTo(2);
        TenantSnapshot snapshot = snapshot(tenant);
        assertThat(snapshot.revision()).isEqualTo(rotated.getEndpoint().getTenantRevision());
        Endpoint seen = snapshot.activeEndpoint().orElseThrow();
        assertThat(seen.webhookSecrets(Instant.now()))
                .containsExactly(Secret.of(next), Secret.of("old-app-secret-0001"));
        assertThat(seen.webhookSecrets(Instant.now().plus(25, ChronoUnit.HOURS)))
                .containsExactly(Secret.of(next));
    }

    @Test
    void a_second_rotation_forgets_the_first_secret() {
        String tenant = endpoint("first-secret", "t");
        rotated(tenant, "APP_SECRET", "second-secret");

        rotated(tenant, "APP_SECRET", "third-secret");

        assertThat(accepted(tenant)).containsExactly(Secret.of("third-secret"), Secret.of("second-secret"));
    }

    @Test
    void no_overlap_means_that_the_old_secret_is_refused_at_once() {
        String tenant = endpoint("first-secret", "t");

        var answer = config.endpoints()
                .rotateCredential(rotate(tenant, "APP_SECRET")
                        .setSecret("second-secret")
                        .setOverlap(Duration.getDefaultInstance())
                        .build());

        assertThat(answer.getEndpoint().getAppSecret().hasPreviousValidUntil()).isFalse();
        assertThat(accepted(tenant)).containsExactly(Secret.of("second-secret"));
    }

    @Test
    void an_ended_overlap_is_not_shown_and_not_published() {
        String tenant = endpoint("first-secret", "t");
        config.endpoints()
                .rotateCredential(rotate(tenant, "APP_SECRET")
                        .setSecret("second-secret")
                        .setOverlap(Duration.newBuilder().setNanos(1_000_000))
                        .build());

        var after = config.endpoints()
                .rotateCredential(rotate(tenant, "VERIFY_TOKEN").build());

        assertThat(after.getEndpoint().getAppSecret().getVersion()).isEqualTo(2);
        assertThat(after.getEndpoint().getAppSecret().hasPreviousValidUntil()).isFalse();
        assertThat(snapshot(tenant).activeEndpoint().orElseThrow().previousWebhookSecret())
                .isNull();
    }

    @ParameterizedTest
    @EnumSource(
            value = CredentialKind.class,
            names = {"CREDENTIAL_KIND_WEBHOOK_SECRET", "CREDENTIAL_KIND_VERIFY_TOKEN"})
    void a_secret_made_here_is_answered_once(CredentialKind kind) {
        String tenant = endpoint("app-secret", "old-token");
        RotateCredentialRequest request =
                rotate(tenant, "WEBHOOK_SECRET").setKind(kind).build();

        var made = config.endpoints().rotateCredential(request);
        var again = config.endpoints().rotateCredential(request);

        assertThat(made.getGeneratedSecret()).hasSizeGreaterThanOrEqualTo(40);
        assertThat(again.getGeneratedSecret()).isEmpty();
        assertThat(again.getEndpoint()).isEqualTo(made.getEndpoint());
        Endpoint seen = snapshot(tenant).activeEndpoint().orElseThrow();
        if (kind == CredentialKind.CREDENTIAL_KIND_VERIFY_TOKEN) {
            assertThat(seen.verifyTokens(Instant.now()))
                    .containsExactly(Secret.of(made.getGeneratedSecret()), Secret.of("old-token"));
        }
    }

    @Test
    void what_only_the_provider_can_make_is_not_made_here_and_all_violations_are_said() {
        String tenant = endpoint("app-secret", "t");

        Fault key = fault(() -> config.endpoints()
                .rotateCredential(rotate(tenant, "API_KEY")
                        .setOverlap(Duration.newBuilder().setSeconds(60))
                        .build()));
        Fault secret = fault(() ->
                config.endpoints().rotateCredential(rotate(tenant, "APP_SECRET").build()));
        Fault same = fault(() -> rotated(tenant, "APP_SECRET", "app-secret"));

        assertThat(key.violations()).extracting(Fault.Violation::field).containsExactly("secret", "overlap");
        assertThat(secret.violations()).extracting(Fault.Violation::field).containsExactly("secret");
        assertThat(same.violations()).extracting(Fault.Violation::field).containsExactly("secret");
        assertThat(same.getMessage()).doesNotContain("app-secret");
    }

    @Test
    void an_api_key_is_replaced_at_once() {
        String tenant = endpoint("app-secret", "t");

        rotated(tenant, "API_KEY", "the-new-key");

        assertThat(snapshot(tenant).activeEndpoint().orElseThrow().apiKey()).isEqualTo(Secret.of("the-new-key"));
    }

    @Test
    void revoking_ends_the_overlap_and_withdrawing_leaves_nothing() {
        String tenant = endpoint("first-secret", "t");
        rotated(tenant, "APP_SECRET", "second-secret");

        var ended = config.endpoints().revokeCredential(revoke(tenant, false));
        List<Secret> afterEnd = accepted(tenant);
        var withdrawn = config.endpoints().revokeCredential(revoke(tenant, true));

        assertThat(ended.getEndpoint().getAppSecret().getPresent()).isTrue();
        assertThat(afterEnd).containsExactly(Secret.of("second-secret"));
        assertThat(withdrawn.getEndpoint().getAppSecret().getPresent()).isFalse();
        assertThat(withdrawn.getEndpoint().getAppSecret().getHint()).isEmpty();
        assertThat(accepted(tenant)).isEmpty();
        assertThat(rotated(tenant, "APP_SECRET", "third-secret").getVersion()).isEqualTo(3);
    }

    @Test
    void withdrawing_what_was_never_there_changes_nothing() {
        String tenant = endpoint("first-secret", "t");
        RevokeCredentialRequest none = revoke(tenant, true).toBuilder()
                .setKind(CredentialKind.CREDENTIAL_KIND_WEBHOOK_SECRET)
                .build();
        long before = snapshot(tenant).revision();

        assertThat(config.endpoints()
                        .revokeCredential(none)
                        .getEndpoint()
                        .getWebhookSecret()
                        .getPresent())
                .isFalse();

        assertThat(snapshot(tenant).revision()).isEqualTo(before);
    }

    @Test
    void a_missing_endpoint_and_a_missing_tenant_are_named() {
        String tenant = endpoint("s", "t");

        assertThat(fault(() -> config.endpoints()
                                .rotateCredential(rotate(tenant, "VERIFY_TOKEN")
                                        .setEndpointId("none")
                                        .build()))
                        .reason())
                .isEqualTo(Reason.ENDPOINT_NOT_FOUND);
        assertThat(fault(() -> config.endpoints()
                                .rotateCredential(
                                        rotate("nobody", "VERIFY_TOKEN").build()))
                        .reason())
                .isEqualTo(Reason.TENANT_NOT_FOUND);
    }

    @Test
    void the_secrets_of_an_app_and_of_a_project_are_replaced_in_the_snapshots_that_show_them() {
        String tenant = config.newTenant().getTenantId();
        String number = Fixtures.phoneNumberId();
        String app = app("hub-secret-1", "hub-token-1");
        config.endpoints().setEndpoint(meta(tenant, number).setAppId(app).build());
        String project = config.hub()
                .createProject(CreateProjectRequest.newBuilder()
                        .setRequestId(requestId())
                        .setTenantId(tenant)
                        .setSigningSecret("project-secret-1")
                        .build())
                .getProject()
                .getProjectId();
        config.hub()
                .mapProject(MapProjectRequest.newBuilder()
                        .setRequestId(requestId())
                        .setPhoneNumberId(number)
                        .setProjectId(project)
                        .build());

        var secret = config.hub()
                .rotateAppCredential(
                        rotateApp(app, "APP_SECRET").setSecret("hub-secret-2").build());
        var token =
                config.hub().rotateAppCredential(rotateApp(app, "VERIFY_TOKEN").build());
        var signing = config.hub()
                .rotateProjectSecret(RotateProjectSecretRequest.newBuilder()
                        .setRequestId(requestId())
                        .setProjectId(project)
                        .build());

        assertThat(secret.getApp().getAppSecret().getVersion()).isEqualTo(2);
        assertThat(token.getApp().getVerifyToken().hasPreviousValidUntil()).isTrue();
        assertThat(token.getApp().getRevision()).isEqualTo(3);
        assertThat(signing.getGeneratedSecret()).startsWith("whsec_");
        assertThat(signing.getProject().getSigningSecret().getVersion()).isEqualTo(2);
        TenantSnapshot snapshot = snapshot(tenant);
        Endpoint seen = snapshot.activeEndpoint().orElseThrow();
        Instant now = Instant.now();
        assertThat(seen.webhookSecrets(now)).containsExactly(Secret.of("hub-secret-2"), Secret.of("hub-secret-1"));
        assertThat(seen.verifyTokens(now))
                .containsExactly(Secret.of(token.getGeneratedSecret()), Secret.of("hub-token-1"));
        assertThat(snapshot.projectsOf(number).getFirst().signingSecrets(now))
                .containsExactly(Secret.of(signing.getGeneratedSecret()), Secret.of("project-secret-1"));

        config.hub()
                .revokeAppCredential(RevokeAppCredentialRequest.newBuilder()
                        .setRequestId(requestId())
                        .setAppId(app)
                        .setKind(CredentialKind.CREDENTIAL_KIND_APP_SECRET)
                        .build());
        assertThat(accepted(tenant)).containsExactly(Secret.of("hub-secret-2"));
        assertThat(fault(() -> config.hub()
                                .rotateAppCredential(rotateApp(app, "API_KEY").build()))
                        .violations())
                .extracting(Fault.Violation::field)
                .containsExactly("kind");
    }

    private static String endpoint(String appSecret, String verifyToken) {
        String tenant = config.newTenant().getTenantId();
        config.endpoints()
                .setEndpoint(meta(tenant, Fixtures.phoneNumberId())
                        .setApiKey(Fixtures.secret())
                        .setAppSecret(appSecret)
                        .setVerifyToken(verifyToken)
                        .build());
        return tenant;
    }

    private static String app(String secret, String token) {
        String account = Fixtures.id("waba");
        String app = Fixtures.id("app");
        config.hub()
                .createBusinessAccount(CreateBusinessAccountRequest.newBuilder()
                        .setRequestId(requestId())
                        .setBusinessAccountId(account)
                        .build());
        config.hub()
                .createApp(CreateAppRequest.newBuilder()
                        .setRequestId(requestId())
                        .setAppId(app)
                        .setBusinessAccountId(account)
                        .setAppSecret(secret)
                        .setVerifyToken(token)
                        .build());
        return app;
    }

    private static CredentialState rotated(String tenant, String kind, String secret) {
        return config.endpoints()
                .rotateCredential(rotate(tenant, kind).setSecret(secret).build())
                .getEndpoint()
                .getAppSecret();
    }

    private static RotateCredentialRequest.Builder rotate(String tenant, String kind) {
        return RotateCredentialRequest.newBuilder()
                .setTenantId(tenant)
                .setRequestId(requestId())
                .setKind(CredentialKind.valueOf("CREDENTIAL_KIND_" + kind));
    }

    private static RotateAppCredentialRequest.Builder rotateApp(String app, String kind) {
        return RotateAppCredentialRequest.newBuilder()
                .setRequestId(requestId())
                .setAppId(app)
                .setKind(CredentialKind.valueOf("CREDENTIAL_KIND_" + kind));
    }

    private static RevokeCredentialRequest revoke(String tenant, boolean presentToo) {
        return RevokeCredentialRequest.newBuilder()
                .setTenantId(tenant)
                .setRequestId(requestId())
                .setKind(CredentialKind.CREDENTIAL_KIND_APP_SECRET)
                .setPresentToo(presentToo)
                .build();
    }

    private static List<Secret> accepted(String tenant) {
        return snapshot(tenant).activeEndpoint().orElseThrow().webhookSecrets(Instant.now());
    }

    private static TenantSnapshot snapshot(String tenant) {
        String json = config.service
                .bean(Redis.class)
                .get(SnapshotKeys.snapshot(tenant))
                .orElseThrow();
        return config.service.bean(SnapshotCodec.class).decode(json);
    }
}
