package dev.waypost.send.session;

import static dev.waypost.proto.send.v1.SessionState.SESSION_STATE_CONNECTED;
import static dev.waypost.proto.send.v1.SessionState.SESSION_STATE_LOGGED_OUT;
import static dev.waypost.proto.send.v1.SessionState.SESSION_STATE_STOPPED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.waypost.platform.db.Db;
import dev.waypost.platform.fault.FaultStatus;
import dev.waypost.proto.send.v1.LogoutSessionRequest;
import dev.waypost.providers.ProviderKind;
import dev.waypost.send.session.SessionScene.Place;
import dev.waypost.testkit.Fixtures;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Sessions that nobody uses, and those that are over.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IdleSessionsTest {
    private static final Duration LOOKS = Duration.ofSeconds(2);
    private SessionScene scene;

    @BeforeAll
    void start() {
        scene = new SessionScene(Map.of("waypost.send.sessions.idle-ttl", "1h"));
    }

    @AfterAll
    void stop() {
        scene.close();
    }

    @Test
    void an_unused_session_is_stopped_with_its_log_in_where_the_gateway_can_and_left_alone_where_not() {
        Place waha = scene.place(ProviderKind.WAHA, "WORKING");
        Place gowa = scene.place(ProviderKind.GOWA, "WORKING");
        Place used = scene.place(ProviderKind.WAHA, "WORKING");
        for (Place place : new Place[] {waha, gowa, used}) {
            assertThat(scene.start(place).getState()).isEqualTo(SESSION_STATE_CONNECTED);
        }

        connectedLongAgo(waha, gowa, used);
        run("UPDATE session SET last_activity_time = now() WHERE endpoint_id = ?", used.endpoint());

        scene.awaitState(waha, SESSION_STATE_STOPPED);
        // Looked at again and again since then.
        long looks = looks(gowa) + 3;
        await().atMost(SessionScene.PATIENCE.multipliedBy(2))
                .pollInterval(LOOKS)
                .until(() -> looks(gowa) >= looks);
        assertThat(scene.get(gowa).getState()).isEqualTo(SESSION_STATE_CONNECTED);
        assertThat(scene.get(used).getState()).isEqualTo(SESSION_STATE_CONNECTED);
        assertThat(scene.start(waha).getState()).isEqualTo(SESSION_STATE_CONNECTED);
    }

    @Test
    void a_session_that_was_over_long_ago_is_forgotten_and_a_running_one_is_not() {
        Place over = scene.place(ProviderKind.WAHA, "WORKING");
        Place runs = scene.place(ProviderKind.WAHA, "WORKING");
        scene.start(over);
        scene.start(runs);
        scene.sessions()
                .logoutSession(LogoutSessionRequest.newBuilder()
                        .setTenantId(over.tenant())
                        .setEndpointId(over.endpoint())
                        .setRequestId(Fixtures.id("req"))
                        .build());
        scene.awaitState(over, SESSION_STATE_LOGGED_OUT);
        for (Place place : new Place[] {over, runs}) {
            run("UPDATE session SET update_time = now() - interval '31 days' WHERE endpoint_id = ?", place.endpoint());
        }

        scene.service.bean(SessionStore.class).forget(Duration.ofDays(30));

        var gone = catchThrowableOfType(StatusRuntimeException.class, () -> scene.get(over));
        assertThat(FaultStatus.of(gone).reason().name()).isEqualTo("SESSION_NOT_FOUND");
        assertThat(scene.get(runs).getState()).isEqualTo(SESSION_STATE_CONNECTED);
    }

    private void connectedLongAgo(Place... places) {
        for (Place place : places) {
            run("UPDATE session SET connect_time = now() - interval '2 hours' WHERE endpoint_id = ?", place.endpoint());
        }
    }

    private long looks(Place place) {
        return scene.service
                .bean(Db.class)
                .read(sql -> sql.one(
                        "SELECT epoch AS n FROM session WHERE endpoint_id = ?",
                        row -> row.longValue("n"),
                        place.endpoint()))
                .orElseThrow();
    }

    private void run(String statement, String endpoint) {
        scene.service.bean(Db.class).run(sql -> sql.update(statement, endpoint));
    }
}
