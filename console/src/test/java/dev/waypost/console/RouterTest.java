package dev.waypost.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.proto.ingress.v1.GetUserLockRequest;
import dev.waypost.proto.ingress.v1.GetUserLockResponse;
import dev.waypost.proto.ingress.v1.GetUserLockStatsRequest;
import dev.waypost.proto.ingress.v1.GetUserLockStatsResponse;
import dev.waypost.proto.ingress.v1.ListUserLocksRequest;
import dev.waypost.proto.ingress.v1.ListUserLocksResponse;
import dev.waypost.proto.ingress.v1.UnlockUserRequest;
import dev.waypost.proto.ingress.v1.UnlockUserResponse;
import dev.waypost.proto.ingress.v1.UserLock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RouterTest {
    private static final String PHONE = "971501234567";
    private static final UserLock LOCK =
            UserLock.newBuilder().setUser(PHONE).setTenantId("2").build();
    private static ConsoleUnderTest console;

    @BeforeAll
    static void start() {
        console = new ConsoleUnderTest();
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    @Test
    void a_locked_user_is_shown_as_the_original_router_did() {
        console.suite.mirror.answer(
                GetUserLockRequest.class,
                _ -> GetUserLockResponse.newBuilder().setUserLock(LOCK).build());

        var answer = console.get("/router/user/" + PHONE + "?gateway_id=central");

        assertThat(answer.raw().body())
                .isEqualTo("{\"phone\":\"971501234567\",\"locked_to_tenant\":2,\"status\":\"active_session\"}");
        assertThat(console.suite.mirror.asked(GetUserLockRequest.class).getUser())
                .isEqualTo(PHONE);
        assertThat(console.suite.mirror.asked(GetUserLockRequest.class).getGatewayId())
                .isEqualTo("central");
    }

    @Test
    void a_user_of_nobody_is_not_found() {
        console.suite.mirror.answer(GetUserLockRequest.class, _ -> {
            throw Fault.of(Reason.USER_LOCK_NOT_FOUND);
        });

        var answer = console.get("/router/user/1");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.json().path("reason").asText()).isEqualTo("USER_LOCK_NOT_FOUND");
    }

    @Test
    void stats_count_users_and_tenants_and_show_who_is_where() {
        console.suite.mirror.answer(
                GetUserLockStatsRequest.class,
                _ -> GetUserLockStatsResponse.newBuilder()
                        .setLockedUsers(150)
                        .setTenants(12)
                        .build());
        console.suite.mirror.answer(
                ListUserLocksRequest.class,
                _ -> ListUserLocksResponse.newBuilder()
                        .addUserLocks(LOCK)
                        .addUserLocks(
                                UserLock.newBuilder().setUser("971502345678").setTenantId("salon"))
                        .build());

        assertThat(console.get("/router/stats").raw().body())
                .isEqualTo("{\"total_locked_users\":150,\"unique_tenants\":12,"
                        + "\"mappings\":{\"971501234567\":2,\"971502345678\":\"salon\"}}");
    }

    @Test
    void unlocking_says_so_and_carries_the_request_id() {
        console.suite.mirror.answer(
                UnlockUserRequest.class,
                _ -> UnlockUserResponse.newBuilder().setUserLock(LOCK).build());

        var answer = console.call("POST", "/router/unlock/" + PHONE, "", "Idempotency-Key", "once-1");

        assertThat(answer.raw().body()).isEqualTo("{\"status\":\"unlocked\",\"phone\":\"971501234567\"}");
        assertThat(console.suite.mirror.asked(UnlockUserRequest.class).getRequestId())
                .isEqualTo("once-1");
    }
}
