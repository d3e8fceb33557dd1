package dev.waypost.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Duration;
import dev.waypost.platform.fault.FaultStatus;
import dev.waypost.platform.fault.Reason;
import dev.waypost.proto.ingress.v1.GetUserLockRequest;
import dev.waypost.proto.ingress.v1.GetUserLockStatsRequest;
import dev.waypost.proto.ingress.v1.ListUserLocksRequest;
import dev.waypost.proto.ingress.v1.LockUserRequest;
import dev.waypost.proto.ingress.v1.UnlockUserRequest;
import dev.waypost.proto.ingress.v1.UserLock;
import dev.waypost.proto.ingress.v1.UserLockServiceGrpc;
import dev.waypost.proto.ingress.v1.UserLockServiceGrpc.UserLockServiceBlockingStub;
import dev.waypost.proto.options.v1.Role;
import dev.waypost.testkit.Fixtures;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class UserLocksTest {
    private static GatewayWorld world;
    private static UserLockServiceBlockingStub admin;

    @BeforeAll
    static void start() {
        world = new GatewayWorld();
        admin = UserLockServiceGrpc.newBlockingStub(world.service.admin());
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @Test
    void a_lock_is_read_by_any_way_to_write_the_number_until_it_is_ended() throws Exception {
        var tenant = world.tenant("u1");
        String phone = GatewayWorld.phone();
        world.says(phone, "start_realty_u1");

        for (String written :
                new String[] {phone, "+" + phone, "00" + phone, phone + "@c.us", "+971 50-" + phone.substring(5)}) {
            UserLock lock = get(admin, written);
            assertThat(lock.getTenantId()).isEqualTo(tenant.id);
            assertThat(lock.getUser()).isEqualTo(phone);
            assertThat(lock.getGatewayId()).isEqualTo(world.gatewayId);
            assertThat(lock.getCode()).isEqualTo("u1");
            assertThat(lock.getExpireTime().getSeconds() - lock.getCreateTime().getSeconds())
                    .isEqualTo(86_400);
        }
        var unlocked = admin.unlockUser(unlock(phone).build()).getUserLock();

        assertThat(unlocked.getTenantId()).isEqualTo(tenant.id);
        assertThat(reason(() -> get(admin, phone))).isEqualTo(Reason.USER_LOCK_NOT_FOUND);
        assertThat(reason(() -> admin.unlockUser(unlock(phone).build()))).isEqualTo(Reason.USER_LOCK_NOT_FOUND);
        assertThat(world.says(phone, "hello").path("reason").asText()).isEqualTo("no_tenant_lock");
        assertThat(world.says(phone, "start_realty_u1").path("action").asText()).isEqualTo("new_session_locked");
    }

    @Test
    void a_person_locks_a_user_who_then_is_routed_and_a_repeated_request_changes_nothing() throws Exception {
        var tenant = world.tenant("u2");
        var other = world.tenant("u3");
        String phone = GatewayWorld.phone();
        world.says(phone, "start_realty_u3");
        LockUserRequest request = lock(tenant.id, "+" + phone).build();

        UserLock first = admin.lockUser(request).getUserLock();
        UserLock again = admin.lockUser(request).getUserLock();
        var reused = reason(
                () -> admin.lockUser(request.toBuilder().setTenantId(other.id).build()));

        assertThat(again).isEqualTo(first);
        assertThat(reused).isEqualTo(Reason.REQUEST_ID_REUSED);
        assertThat(first.getCode()).isEmpty();
        assertThat(world.says(phone, "hello").path("tenant_id").asText()).isEqualTo(tenant.id);
    }

    @Test
    void a_lock_with_a_length_of_its_own_ends_after_it_and_lasts_while_the_user_writes() throws Exception {
        var tenant = world.tenant(new GatewayTenant().ttl(java.time.Duration.ofHours(1)), "u4");
        String phone = GatewayWorld.phone();
        UserLock lock = admin.lockUser(lock(tenant.id, phone)
                        .setTtl(Duration.newBuilder().setSeconds(60))
                        .build())
                .getUserLock();
        assertThat(lock.getExpireTime().getSeconds() - lock.getCreateTime().getSeconds())
                .isEqualTo(60);

        age(phone, "30 seconds");
        world.says(phone, "still here");
        UserLock after = get(admin, phone);
        assertThat(after.getExpireTime().getSeconds() - after.getLastEventTime().getSeconds())
                .isEqualTo(60);
        assertThat(after.getLastEventTime().getSeconds())
                .isGreaterThanOrEqualTo(lock.getCreateTime().getSeconds());
        age(phone, "61 seconds");

        assertThat(reason(() -> get(admin, phone))).isEqualTo(Reason.USER_LOCK_NOT_FOUND);
        assertThat(world.says(phone, "too late").path("reason").asText()).isEqualTo("no_tenant_lock");
        assertThat(world.says(phone, "start_realty_u4").path("tenant_id").asText())
                .isEqualTo(tenant.id);
        UserLock renewed = get(admin, phone);
        assertThat(renewed.getExpireTime().getSeconds()
                        - renewed.getCreateTime().getSeconds())
                .isEqualTo(3600);
    }

    @Test
    void locks_are_listed_the_latest_first_in_pages_and_counted() throws Exception {
        var tenant = world.tenant("u5");
        var phones = new ArrayList<String>();
        for (int i = 0; i < 5; i++) {
            String phone = GatewayWorld.phone();
            phones.addFirst(phone);
            world.says(phone, "start_realty_u5");
        }
        var seen = new ArrayList<String>();
        String token = "";
        do {
            var page = admin.listUserLocks(ListUserLocksRequest.newBuilder()
                    .setTenantId(tenant.id)
                    .setPageSize(2)
                    .setPageToken(token)
                    .build());
            page.getUserLocksList().forEach(lock -> seen.add(lock.getUser()));
            token = page.getNextPageToken();
        } while (!token.isEmpty());
        var stats = admin.getUserLockStats(GetUserLockStatsRequest.newBuilder()
                .setTenantId(tenant.id)
                .setGatewayId(world.gatewayId)
                .build());

        assertThat(seen).containsExactlyElementsOf(phones);
        assertThat(stats.getLockedUsers()).isEqualTo(5);
        assertThat(stats.getTenants()).isEqualTo(1);
    }

    @Test
    void another_tenant_s_locks_cannot_be_seen_counted_ended_or_taken_over() throws Exception {
        var owner = world.tenant("u6");
        var foreign = world.tenant("u7");
        String phone = GatewayWorld.phone();
        world.says(phone, "start_realty_u6");
        var operator = stub(Role.ROLE_OPERATOR, foreign.id);
        String nobody = GatewayWorld.phone();

        assertThat(reason(() -> get(operator, phone))).isEqualTo(reason(() -> get(operator, nobody)));
        assertThat(reason(() -> operator.unlockUser(unlock(phone).build())))
                .isEqualTo(Reason.USER_LOCK_NOT_FOUND)
                .isEqualTo(reason(() -> operator.unlockUser(unlock(nobody).build())));
        assertThat(reason(() ->
                        operator.unlockUser(unlock(phone).setTenantId(owner.id).build())))
                .isNotNull();
        assertThat(reason(() -> operator.lockUser(lock(foreign.id, phone).build())))
                .isEqualTo(Reason.IN_USE);
        assertThat(reason(() -> operator.lockUser(lock(owner.id, phone).build())))
                .isIn(Reason.TENANT_FORBIDDEN, Reason.TENANT_NOT_FOUND);
        assertThat(operator.listUserLocks(ListUserLocksRequest.getDefaultInstance())
                        .getUserLocksList())
                .noneMatch(lock -> lock.getTenantId().equals(owner.id));
        assertThat(operator.getUserLockStats(GetUserLockStatsRequest.getDefaultInstance())
                        .getLockedUsers())
                .isZero();
        assertThat(get(stub(Role.ROLE_TENANT_READ, owner.id), phone).getTenantId())
                .isEqualTo(owner.id);
        assertThat(world.says(phone, "still mine").path("tenant_id").asText()).isEqualTo(owner.id);
    }

    @Test
    void roles_decide_who_may_do_what() {
        String tenant = world.tenant("u8").id;
        var viewer = stub(Role.ROLE_VIEWER);
        var reader = stub(Role.ROLE_TENANT_READ, tenant);

        assertThat(viewer.getUserLockStats(GetUserLockStatsRequest.getDefaultInstance())
                        .getTenants())
                .isNotNegative();
        assertThat(reason(() -> viewer.listUserLocks(ListUserLocksRequest.getDefaultInstance())))
                .isEqualTo(Reason.ROLE_FORBIDDEN);
        assertThat(reason(() -> reader.unlockUser(unlock("971500000000").build())))
                .isEqualTo(Reason.ROLE_FORBIDDEN);
        assertThat(reason(() -> reader.lockUser(lock(tenant, "971500000000").build())))
                .isEqualTo(Reason.ROLE_FORBIDDEN);
    }

    @Test
    void what_is_no_user_no_gateway_and_no_tenant_is_named() {
        String tenant = world.tenant("u9").id;

        assertThat(reason(() -> get(admin, "\u0000"))).isEqualTo(Reason.FIELD_INVALID);
        assertThat(reason(() -> get(admin, "12345@g.us"))).isEqualTo(Reason.FIELD_INVALID);
        assertThat(reason(() -> admin.lockUser(
                        lock(Fixtures.tenantId(), GatewayWorld.phone()).build())))
                .isIn(Reason.TENANT_NOT_FOUND, Reason.PEER_UNAVAILABLE);
        assertThat(reason(() -> admin.lockUser(lock(tenant, GatewayWorld.phone())
                        .setGatewayId(Fixtures.id("gw"))
                        .build())))
                .isEqualTo(Reason.GATEWAY_NOT_FOUND);
    }

    private static void age(String phone, String by) {
        world.service
                .bean(dev.waypost.platform.db.Db.class)
                .run(sql -> sql.update(
                        "UPDATE user_lock SET last_event_at = last_event_at - ?::interval,"
                                + " expires_at = expires_at - ?::interval WHERE lock_id IN"
                                + " (SELECT lock_id FROM user_lock_name WHERE name = ?)",
                        by,
                        by,
                        phone));
    }

    private static UserLockServiceBlockingStub stub(Role role, String... tenants) {
        return UserLockServiceGrpc.newBlockingStub(world.service.as(world.names.key(role, tenants)));
    }

    private static UserLock get(UserLockServiceBlockingStub stub, String user) {
        return stub.getUserLock(GetUserLockRequest.newBuilder().setUser(user).build())
                .getUserLock();
    }

    private static LockUserRequest.Builder lock(String tenantId, String user) {
        return LockUserRequest.newBuilder()
                .setRequestId(Fixtures.id("req"))
                .setTenantId(tenantId)
                .setGatewayId(world.gatewayId)
                .setUser(user);
    }

    private static UnlockUserRequest.Builder unlock(String user) {
        return UnlockUserRequest.newBuilder().setRequestId(Fixtures.id("req")).setUser(user);
    }

    private static Reason reason(Runnable call) {
        var failed = catchThrowableOfType(StatusRuntimeException.class, call::run);
        return FaultStatus.fromStatus(failed).orElseThrow().reason();
    }
}
