package dev.waypost.send.session;

import static dev.waypost.proto.send.v1.SessionState.SESSION_STATE_CONNECTED;
import static dev.waypost.proto.send.v1.SessionState.SESSION_STATE_PAIRING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.waypost.platform.db.Db;
import dev.waypost.platform.fault.FaultStatus;
import dev.waypost.proto.send.v1.ListSessionsRequest;
import dev.waypost.proto.send.v1.Session;
import dev.waypost.proto.send.v1.SessionServiceGrpc;
import dev.waypost.proto.send.v1.SessionState;
import dev.waypost.proto.send.v1.WatchSessionRequest;
import dev.waypost.proto.send.v1.WatchSessionResponse;
import dev.waypost.providers.ProviderKind;
import dev.waypost.send.session.SessionScene.Place;
import dev.waypost.testkit.Fixtures;
import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Sessions that several processes share, that many watch, and that are too many.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SharedSessionsTest {
    private SessionScene scene;

    @BeforeAll
    void start() {
        scene = new SessionScene(Map.of(
                "waypost.send.sessions.max-per-tenant", "3",
                "waypost.send.sessions.mute-after", "10m",
                "waypost.send.sessions.mute-messages", "3"));
    }

    @AfterAll
    void stop() {
        scene.close();
    }

    @Test
    void no_session_is_worked_by_two_processes_at_once() {
        Place place = scene.place(ProviderKind.WAHA, "WORKING");
        scene.start(place);
        scene.service.bean(SessionWorker.class).close();
        try (var other = scene.another(Map.of())) {
            other.bean(SessionWorker.class).close();
            SessionStore first = scene.service.bean(SessionStore.class);
            SessionStore second = other.bean(SessionStore.class);
            due(place);

            List<dev.waypost.send.session.Session> mine = claimed(first, place);
            List<dev.waypost.send.session.Session> theirs = claimed(second, place);
            assertThat(mine).hasSize(1);
            assertThat(theirs).isEmpty();

            // The lease runs out: another takes over, and what the first one comes to is not written any more.
            sql("UPDATE session SET busy_until = now() - interval '1 second' WHERE tenant_id = ?", place.tenant());
            List<dev.waypost.send.session.Session> taken = claimed(second, place);
            assertThat(taken).hasSize(1);
            Next failed = Next.over(Standing.FAILED, "a zombie");
            assertThat(first.finish(mine.getFirst(), failed, new Traffic(null, 0), true))
                    .isFalse();
            assertThat(scene.get(place).getState()).isEqualTo(SESSION_STATE_CONNECTED);
        } finally {
            scene.service.bean(SessionWorker.class).start();
        }
    }

    @Test
    void a_session_lives_on_in_another_process() {
        Place place = scene.place(ProviderKind.WAHA, "SCAN_QR_CODE");
        Session started = scene.start(place);
        scene.service.bean(SessionWorker.class).close();
        try (var other = scene.another(Map.of())) {
            scene.befalls(place, "pair");
            var sessions = SessionServiceGrpc.newBlockingStub(other.admin());

            assertThat(started.getState()).isEqualTo(SESSION_STATE_PAIRING);
            await().atMost(SessionScene.PATIENCE)
                    .untilAsserted(() -> assertThat(scene.get(place).getState()).isEqualTo(SESSION_STATE_CONNECTED));
            assertThat(sessions.listSessions(ListSessionsRequest.newBuilder()
                                    .setTenantId(place.tenant())
                                    .build())
                            .getSessionsCount())
                    .isEqualTo(1);
        } finally {
            scene.service.bean(SessionWorker.class).start();
        }
    }

    @Test
    void a_tenant_runs_as_many_sessions_as_it_may() {
        Place first = scene.place(ProviderKind.WAHA, "WORKING");
        List<Place> places = new ArrayList<>(List.of(first));
        for (int i = 0; i < 3; i++) {
            Place more = new Place(first.tenant(), Fixtures.id("ep"), ProviderKind.WAHA);
            scene.register(more, "WORKING");
            KnownSessionTenants.put(
                    more.tenant(), more.endpoint(), ProviderKind.WAHA, scene.url(ProviderKind.WAHA), SessionScene.KEY);
            places.add(more);
        }
        places.subList(0, 3).forEach(scene::start);

        var refused = catchThrowableOfType(StatusRuntimeException.class, () -> scene.start(places.get(3)));

        assertThat(FaultStatus.of(refused).reason().name()).isEqualTo("SESSION_LIMIT_REACHED");
        // One that runs can always be started again.
        assertThat(scene.start(first).getState()).isEqualTo(SESSION_STATE_CONNECTED);
        assertThat(pages(first.tenant(), 2)).hasSize(3);
    }

    @Test
    void a_watcher_sees_the_session_as_it_stands_and_each_change() {
        Place place = scene.place(ProviderKind.GOWA, "SCAN_QR_CODE");
        scene.start(place);
        List<SessionState> seen = new CopyOnWriteArrayList<>();
        Context.CancellableContext watching = Context.current().withCancellation();
        Thread watcher = Thread.startVirtualThread(watching.wrap(() -> {
            Iterator<WatchSessionResponse> changes = scene.sessions()
                    .watchSession(WatchSessionRequest.newBuilder()
                            .setTenantId(place.tenant())
                            .setEndpointId(place.endpoint())
                            .build());
            try {
                changes.forEachRemaining(change -> {
                    assertThat(change.getSession().getState() == SESSION_STATE_PAIRING)
                            .isEqualTo(change.getSession().hasPairing());
                    seen.add(change.getSession().getState());
                });
            } catch (StatusRuntimeException left) {
                assertThat(watching.isCancelled()).isTrue();
            }
        }));

        await().atMost(SessionScene.PATIENCE).until(() -> seen.contains(SESSION_STATE_PAIRING));
        scene.befalls(place, "pair");
        await().atMost(SessionScene.PATIENCE).until(() -> seen.contains(SESSION_STATE_CONNECTED));

        watching.cancel(null);
        await().atMost(SessionScene.PATIENCE).until(() -> !watcher.isAlive());
        assertThat(seen.getFirst()).isEqualTo(SESSION_STATE_PAIRING);
    }

    @Test
    void a_session_that_claims_to_work_but_is_never_acknowledged_is_restarted() {
        Place mute = scene.place(ProviderKind.WAHA, "WORKING");
        Place heard = scene.place(ProviderKind.WAHA, "WORKING");
        Session before = scene.start(mute);
        Session fine = scene.start(heard);
        for (Place place : List.of(mute, heard)) {
            sql("UPDATE session SET connect_time = now() - interval '2 hours' WHERE tenant_id = ?", place.tenant());
            for (int i = 0; i < 4; i++) {
                message(place, "SENT", Duration.ofMinutes(30));
            }
        }
        message(heard, "DELIVERED", Duration.ofMinutes(1));

        await().atMost(SessionScene.PATIENCE)
                .untilAsserted(() -> assertThat(scene.get(mute).getConnectTime().getSeconds())
                        .isGreaterThanOrEqualTo(before.getConnectTime().getSeconds()));
        assertThat(scene.get(mute).getState()).isEqualTo(SESSION_STATE_CONNECTED);
        await().atMost(SessionScene.PATIENCE)
                .untilAsserted(
                        () -> assertThat(scene.get(heard).hasLastActivityTime()).isTrue());
        assertThat(scene.get(heard).getConnectTime().getSeconds())
                .isLessThan(fine.getConnectTime().getSeconds() - 3600);
    }

    private List<String> pages(String tenant, int size) {
        Set<String> all = new HashSet<>();
        String token = "";
        do {
            var page = scene.sessions()
                    .listSessions(ListSessionsRequest.newBuilder()
                            .setTenantId(tenant)
                            .setPageSize(size)
                            .setPageToken(token)
                            .build());
            page.getSessionsList()
                    .forEach(session ->
                            assertThat(all.add(session.getEndpointId())).isTrue());
            token = page.getNextPageToken();
        } while (!token.isEmpty());
        return List.copyOf(all);
    }

    private static List<dev.waypost.send.session.Session> claimed(SessionStore store, Place place) {
        return store.claim(1000, Duration.ofMinutes(1)).stream()
                .filter(session -> session.key().tenantId().equals(place.tenant()))
                .toList();
    }

    private void due(Place place) {
        sql("UPDATE session SET due_time = now(), busy_until = NULL WHERE tenant_id = ?", place.tenant());
    }

    private void message(Place place, String state, Duration age) {
        sql("""
                INSERT INTO message (tenant_id, message_id, request_id, body_hash, recipient, conversation, lane, content,
                  endpoint_id, state, due_time, expire_time, update_time, day)
                VALUES (?, ?, ?, '', '+491', 'c', 0, '', ?, ?, now(), now(), now() - ? * interval '1 millisecond',
                  (now() AT TIME ZONE 'UTC')::date)""", place.tenant(), Fixtures.id("msg"), Fixtures.id("req"), place.endpoint(), state, age.toMillis());
    }

    private void sql(String statement, Object... arguments) {
        scene.service.bean(Db.class).run(sql -> sql.update(statement, arguments));
    }
}
