package dev.waypost.config;

import static dev.waypost.config.ConfigHarness.fault;
import static dev.waypost.config.ConfigHarness.requestId;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.FaultStatus;
import dev.waypost.platform.fault.Reason;
import dev.waypost.proto.config.v1.App;
import dev.waypost.proto.config.v1.BusinessAccount;
import dev.waypost.proto.config.v1.CreateAppRequest;
import dev.waypost.proto.config.v1.CreateBusinessAccountRequest;
import dev.waypost.proto.config.v1.DeleteAppRequest;
import dev.waypost.proto.config.v1.DeleteBusinessAccountRequest;
import dev.waypost.proto.config.v1.DeletePhoneNumberRequest;
import dev.waypost.proto.config.v1.HubServiceGrpc;
import dev.waypost.proto.config.v1.PhoneNumber;
import dev.waypost.proto.config.v1.Project;
import dev.waypost.proto.config.v1.UpdateAppRequest;
import dev.waypost.proto.config.v1.UpdateBusinessAccountRequest;
import dev.waypost.proto.config.v1.UpdatePhoneNumberRequest;
import dev.waypost.proto.options.v1.Role;
import dev.waypost.testkit.Fixtures;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class HubTreeTest {
    private static ConfigHarness config;
    private static HubFixture hub;

    @BeforeAll
    static void start() {
        config = new ConfigHarness();
        hub = new HubFixture(config);
    }

    @AfterAll
    static void stop() {
        config.close();
    }

    @Test
    void what_holds_an_account_is_named_and_counted() {
        String account = hub.account("").getBusinessAccountId();
        IntStream.range(0, 7)
                .forEach(i -> config.hub()
                        .createApp(
                                hub.newApp(account).setAppId(account + "-" + i).build()));

        Fault held = fault(() -> config.hub()
                .deleteBusinessAccount(DeleteBusinessAccountRequest.newBuilder()
                        .setRequestId(requestId())
                        .setBusinessAccountId(account)
                        .build()));

        assertThat(held.reason()).isEqualTo(Reason.IN_USE);
        assertThat(held.metadata())
                .containsEntry(
                        "held_by", "7 apps: %1$s-0, %1$s-1, %1$s-2, %1$s-3, %1$s-4 and 2 more".formatted(account));
    }

    @Test
    void an_app_stays_while_numbers_or_endpoints_need_it() {
        String tenant = hub.tenant();
        PhoneNumber number = hub.number(tenant);
        config.endpoints()
                .setEndpoint(ConfigHarness.meta(tenant, number.getPhoneNumberId())
                        .setAppId(number.getAppId())
                        .build());

        Fault held = fault(() -> config.hub()
                .deleteApp(DeleteAppRequest.newBuilder()
                        .setRequestId(requestId())
                        .setAppId(number.getAppId())
                        .build()));

        assertThat(held.reason()).isEqualTo(Reason.IN_USE);
        assertThat(held.text())
                .contains("1 phone number: " + number.getPhoneNumberId())
                .contains("1 endpoint: " + tenant + "/main");
    }

    @Test
    void a_number_stays_while_it_is_mapped() {
        String tenant = hub.tenant();
        PhoneNumber number = hub.number(tenant);
        Project project = hub.project(tenant);
        hub.map(number, project, 0);
        var deletion = DeletePhoneNumberRequest.newBuilder().setPhoneNumberId(number.getPhoneNumberId());

        Fault held = fault(() -> config.hub()
                .deletePhoneNumber(deletion.setRequestId(requestId()).build()));
        hub.unmap(number, project);
        config.hub().deletePhoneNumber(deletion.setRequestId(requestId()).build());

        assertThat(held.reason()).isEqualTo(Reason.IN_USE);
        assertThat(held.text()).contains("1 mapping: project " + project.getProjectId());
    }

    @Test
    void an_app_is_told_where_its_webhooks_go() {
        App app = hub.app(hub.account("").getBusinessAccountId());

        assertThat(app.getWebhookUrl()).endsWith("/meta/webhook/" + app.getAppId());
    }

    @Test
    void a_verify_token_is_one_app_s_alone() {
        String account = hub.account("").getBusinessAccountId();
        String token = Fixtures.secret();
        String first = config.hub()
                .createApp(hub.newApp(account).setVerifyToken(token).build())
                .getApp()
                .getAppId();
        App second = hub.app(account);

        Fault created = fault(() ->
                config.hub().createApp(hub.newApp(account).setVerifyToken(token).build()));
        Fault changed = fault(() -> update(second, r -> r.setVerifyToken(token)));
        App kept = config.hub()
                .updateApp(UpdateAppRequest.newBuilder()
                        .setRequestId(requestId())
                        .setAppId(first)
                        .setExpectedRevision(1)
                        .setVerifyToken(token)
                        .build())
                .getApp();

        assertThat(created.reason()).isEqualTo(changed.reason()).isEqualTo(Reason.ALREADY_EXISTS);
        assertThat(created.metadata()).containsEntry("clash", "verify_token").containsEntry("app_id", first);
        assertThat(created.getMessage()).doesNotContain(token);
        assertThat(kept.getVerifyToken().getVersion()).isEqualTo(2);
    }

    @Test
    void of_many_who_want_a_verify_token_at_once_one_gets_it() throws Exception {
        String account = hub.account("").getBusinessAccountId();
        String token = Fixtures.secret();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var tries = new ArrayList<Future<String>>();
            for (int i = 0; i < 8; i++) {
                var request = hub.newApp(account).setVerifyToken(token).build();
                tries.add(threads.submit(() -> {
                    try {
                        config.hub().createApp(request);
                        return "made";
                    } catch (StatusRuntimeException e) {
                        return FaultStatus.of(e).reason().name();
                    }
                }));
            }

            List<String> outcomes = new ArrayList<>();
            for (Future<String> one : tries) {
                outcomes.add(one.get());
            }
            assertThat(outcomes).containsOnlyOnce("made").allMatch(o -> o.equals("made") || o.equals("ALREADY_EXISTS"));
        }
    }

    @Test
    void an_app_s_new_secret_reaches_the_endpoints_that_use_it() {
        String tenant = hub.tenant();
        PhoneNumber number = hub.number(tenant);
        config.endpoints()
                .setEndpoint(ConfigHarness.meta(tenant, number.getPhoneNumberId())
                        .setAppId(number.getAppId())
                        .build());
        String secret = Fixtures.secret();
        long before = config.tenant(tenant).getRevision();

        config.hub()
                .updateApp(UpdateAppRequest.newBuilder()
                        .setRequestId(requestId())
                        .setAppId(number.getAppId())
                        .setExpectedRevision(1)
                        .setAppSecret(secret)
                        .build());

        var snapshot = config.snapshot(tenant);
        assertThat(snapshot.revision()).isGreaterThan(before);
        assertThat(snapshot.endpoint("main").orElseThrow().webhookSecret())
                .extracting(one -> one.reveal())
                .isEqualTo(secret);
    }

    @Test
    void every_field_that_cannot_be_is_named_at_once() {
        App app = hub.app(hub.account("").getBusinessAccountId());

        Fault emptied = fault(() -> update(app, r -> r.setVerifyToken("").setAppSecret("")));
        Fault zone = fault(() -> config.hub()
                .createBusinessAccount(CreateBusinessAccountRequest.newBuilder()
                        .setRequestId("has space")
                        .setBusinessAccountId("../up")
                        .setTimezone("Mars/Olympus")
                        .build()));

        assertThat(emptied.violations())
                .extracting(Fault.Violation::field)
                .containsExactly("verify_token", "app_secret");
        assertThat(zone.violations())
                .extracting(Fault.Violation::field)
                .containsExactlyInAnyOrder("request_id", "business_account_id", "timezone");
    }

    @Test
    void what_is_left_out_of_an_update_stays() {
        String tenant = hub.tenant();
        BusinessAccount account = hub.account(tenant);

        BusinessAccount zoned = update(account, r -> r.setTimezone("Europe/Berlin"));
        BusinessAccount freed = update(zoned, r -> r.setTenantId("").setName(""));

        assertThat(account.getTimezone()).isEqualTo("UTC");
        assertThat(zoned.getTenantId()).isEqualTo(tenant);
        assertThat(zoned.getName()).isEqualTo(account.getName());
        assertThat(freed.getTimezone()).isEqualTo("Europe/Berlin");
        assertThat(freed.getTenantId()).isEmpty();
        assertThat(freed.getName()).isEqualTo(account.getBusinessAccountId());
    }

    @Test
    void a_moved_number_is_in_the_snapshot_of_the_new_tenant_and_no_more_in_the_old_one_s() {
        String old = hub.tenant();
        String next = hub.tenant();
        PhoneNumber number = hub.number(old);
        Project project = hub.project(old);
        hub.map(number, project, 5);
        long revisionOfOld = config.tenant(old).getRevision();
        long revisionOfNext = config.tenant(next).getRevision();

        Fault held = fault(() -> update(number, r -> r.setTenantId(next)));
        hub.unmap(number, project);
        PhoneNumber moved = update(number, r -> r.setTenantId(next));
        hub.map(number, hub.project(next), 1);

        assertThat(held.reason()).isEqualTo(Reason.IN_USE);
        assertThat(held.text()).contains("1 mapping: project " + project.getProjectId());
        assertThat(moved.getTenantId()).isEqualTo(next);
        assertThat(config.snapshot(old).projects()).isEmpty();
        assertThat(config.snapshot(next).projectsOf(number.getPhoneNumberId())).hasSize(1);
        assertThat(config.tenant(old).getRevision()).isGreaterThan(revisionOfOld + 1);
        assertThat(config.tenant(next).getRevision()).isGreaterThan(revisionOfNext);
    }

    @Test
    void a_number_is_not_moved_away_from_the_endpoint_that_speaks_for_it() {
        String tenant = hub.tenant();
        PhoneNumber number = hub.number(tenant);
        config.endpoints()
                .setEndpoint(
                        ConfigHarness.meta(tenant, number.getPhoneNumberId()).build());

        Fault held = fault(() -> update(number, r -> r.setTenantId(hub.tenant())));

        assertThat(held.reason()).isEqualTo(Reason.IN_USE);
        assertThat(held.text()).contains("1 endpoint: " + tenant + "/main");
    }

    @Test
    void a_number_that_is_switched_off_has_no_projects_also_when_an_endpoint_has_it() {
        String tenant = hub.tenant();
        PhoneNumber number = hub.number(tenant);
        config.endpoints()
                .setEndpoint(
                        ConfigHarness.meta(tenant, number.getPhoneNumberId()).build());
        hub.map(number, hub.project(tenant), 0);
        int whileOn = config.snapshot(tenant).projects().size();

        PhoneNumber off = update(number, r -> r.setActive(false));
        int whileOff = config.snapshot(tenant).projects().size();
        update(off, r -> r.setActive(true));

        assertThat(whileOn).isEqualTo(1);
        assertThat(whileOff).isZero();
        assertThat(config.snapshot(tenant).projects()).hasSize(1);
    }

    @Test
    void two_numbers_in_use_are_not_dialled_the_same_way() {
        String digits = Fixtures.digits(10);
        String tenant = hub.tenant();
        PhoneNumber first = config.hub()
                .createPhoneNumber(hub.newNumber(tenant)
                        .setDisplayNumber("+49 (1) " + digits)
                        .build())
                .getPhoneNumber();
        var second = hub.newNumber(tenant).setDisplayNumber("+491-" + digits);

        Fault clash = fault(() -> config.hub().createPhoneNumber(second.build()));
        update(first, r -> r.setActive(false));
        config.hub().createPhoneNumber(second.setRequestId(requestId()).build());
        Fault back = fault(() -> config.hub()
                .updatePhoneNumber(UpdatePhoneNumberRequest.newBuilder()
                        .setRequestId(requestId())
                        .setPhoneNumberId(first.getPhoneNumberId())
                        .setExpectedRevision(2)
                        .setActive(true)
                        .build()));

        assertThat(clash.reason()).isEqualTo(Reason.ALREADY_EXISTS);
        assertThat(clash.metadata())
                .containsEntry("clash", "display_number")
                .containsEntry("phone_number_id", first.getPhoneNumberId());
        assertThat(clash.getMessage()).doesNotContain(digits);
        assertThat(back.reason()).isEqualTo(Reason.ALREADY_EXISTS);
    }

    @Test
    void an_administrator_of_one_tenant_cannot_take_what_is_another_s() {
        String mine = hub.tenant();
        PhoneNumber foreign = hub.number(hub.tenant());
        PhoneNumber nobodys = hub.number("");
        var me = HubServiceGrpc.newBlockingStub(config.as(Role.ROLE_ADMIN, mine));

        for (PhoneNumber number : List.of(foreign, nobodys)) {
            Fault refused = fault(() -> me.updatePhoneNumber(UpdatePhoneNumberRequest.newBuilder()
                    .setRequestId(requestId())
                    .setPhoneNumberId(number.getPhoneNumberId())
                    .setExpectedRevision(1)
                    .setTenantId(mine)
                    .build()));
            assertThat(refused.reason()).isEqualTo(Reason.PHONE_NUMBER_NOT_FOUND);
        }
        Fault app = fault(() -> me.createApp(CreateAppRequest.newBuilder()
                .setRequestId(requestId())
                .setAppId(Fixtures.id("app"))
                .setBusinessAccountId(hub.account(mine).getBusinessAccountId())
                .build()));
        assertThat(app.reason()).isEqualTo(Reason.TENANT_FORBIDDEN);
    }

    private static App update(App app, UnaryOperator<UpdateAppRequest.Builder> change) {
        return config.hub()
                .updateApp(change.apply(UpdateAppRequest.newBuilder()
                                .setRequestId(requestId())
                                .setAppId(app.getAppId())
                                .setExpectedRevision(app.getRevision()))
                        .build())
                .getApp();
    }

    private static BusinessAccount update(
            BusinessAccount account, UnaryOperator<UpdateBusinessAccountRequest.Builder> change) {
        return config.hub()
                .updateBusinessAccount(change.apply(UpdateBusinessAccountRequest.newBuilder()
                                .setRequestId(requestId())
                                .setBusinessAccountId(account.getBusinessAccountId())
                                .setExpectedRevision(account.getRevision()))
                        .build())
                .getBusinessAccount();
    }

    private static PhoneNumber update(PhoneNumber number, UnaryOperator<UpdatePhoneNumberRequest.Builder> change) {
        return config.hub()
                .updatePhoneNumber(change.apply(UpdatePhoneNumberRequest.newBuilder()
                                .setRequestId(requestId())
                                .setPhoneNumberId(number.getPhoneNumberId())
                                .setExpectedRevision(number.getRevision()))
                        .build())
                .getPhoneNumber();
    }
}
