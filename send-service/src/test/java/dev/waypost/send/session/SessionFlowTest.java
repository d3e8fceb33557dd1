package dev.waypost.send.session;

import static dev.waypost.proto.send.v1.SessionState.SESSION_STATE_CONNECTED;
import static dev.waypost.proto.send.v1.SessionState.SESSION_STATE_FAILED;
import static dev.waypost.proto.send.v1.SessionState.SESSION_STATE_LOGGED_OUT;
import static dev.waypost.proto.send.v1.SessionState.SESSION_STATE_PAIRING;
import static dev.waypost.proto.send.v1.SessionState.SESSION_STATE_STOPPED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.waypost.platform.db.Db;
import dev.waypost.platform.fault.FaultStatus;
import dev.waypost.proto.send.v1.LogoutSessionRequest;
import dev.waypost.proto.send.v1.Session;
import dev.waypost.proto.send.v1.StartSessionRequest;
import dev.waypost.proto.send.v1.StopSessionRequest;
import dev.waypost.providers.ProviderKind;
import dev.waypost.send.session.SessionScene.Place;
import dev.waypost.testkit.Fixtures;
import io.grpc.StatusRuntimeException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// One session, from its start to its end, at each gateway of the simulator.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SessionFlowTest {
    private SessionScene scene;

    @BeforeAll
    void start() {
        scene = new SessionScene(Map.of());
    }

    @AfterAll
    void stop() {
        scene.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"WAHA", "GOWA", "EVOLUTION"})
    void a_person_scans_and_the_session_works_until_it_is_logged_out(ProviderKind provider) {
        Place place = scene.place(provider, "SCAN_QR_CODE");

        Session started = scene.start(place);
        assertThat(started.getState()).isEqualTo(SESSION_STATE_PAIRING);
        assertThat(started.getPairing().getQrPng().toByteArray()).startsWith(0x89, 'P', 'N', 'G');
        assertThat(started.getPairing().getQrText()).contains("█");
        assertThat(started.getPairing().getAttempt()).isEqualTo(1);
        assertThat(scene.get(place).hasPairing()).isFalse();
        assertThat(scene.pairing(place).getQrPng())
                .isEqualTo(started.getPairing().getQrPng());

        scene.befalls(place, "pair");
        Session connected = scene.awaitState(place, SESSION_STATE_CONNECTED);
        assertThat(connected.hasConnectTime()).isTrue();
        assertThat(scene.pairing(place).getQrPng().isEmpty()).isTrue();
        assertThat(scene.start(place).getState()).isEqualTo(SESSION_STATE_CONNECTED);

        Session ended = logout(place);
        assertThat(ended.getState()).isEqualTo(SESSION_STATE_LOGGED_OUT);
        assertThat(scene.start(place).getState()).isEqualTo(SESSION_STATE_PAIRING);
    }

    @ParameterizedTest
    @EnumSource(names = {"WAHA", "GOWA", "EVOLUTION"})
    void a_person_types_a_code(ProviderKind provider) {
        Place place = scene.place(provider, "SCAN_QR_CODE");

        Session started = scene.startByCode(place, Fixtures.phone());

        assertThat(started.getPairing().getCode()).matches("[0-9A-Z]{4}-[0-9A-Z]{4}");
        assertThat(started.getPairing().getQrPng().isEmpty()).isTrue();
        scene.befalls(place, "pair");
        scene.awaitState(place, SESSION_STATE_CONNECTED);
    }

    @ParameterizedTest
    @EnumSource(names = {"WAHA", "GOWA", "EVOLUTION"})
    void a_lost_session_is_brought_back(ProviderKind provider) {
        Place place = scene.place(provider, "WORKING");
        Session first = scene.start(place);
        assertThat(first.getState()).isEqualTo(SESSION_STATE_CONNECTED);

        scene.befalls(place, "lose");

        await().atMost(SessionScene.PATIENCE).untilAsserted(() -> {
            Session now = scene.get(place);
            assertThat(now.getState()).isEqualTo(SESSION_STATE_CONNECTED);
            assertThat(now.getConnectTime()).isNotEqualTo(first.getConnectTime());
            assertThat(now.getReconnectAttempts()).isZero();
        });
    }

    @Test
    void a_session_whose_gateway_stays_away_is_given_up_with_the_cause() {
        Place place = scene.place(ProviderKind.WAHA, "WORKING");
        scene.start(place);

        // Port 9 of this machine: nobody answers there.
        KnownSessionTenants.put(place.tenant(), place.endpoint(), ProviderKind.WAHA, "http://127.0.0.1:9", "k:k");

        Session failed = scene.awaitState(place, SESSION_STATE_FAILED);
        assertThat(failed.getCause()).contains("given up after 3 tries");
    }

    @Test
    void without_auto_reconnect_a_lost_session_stays_lost() {
        Place place = scene.place(ProviderKind.WAHA, "WORKING");
        KnownSessionTenants.put(
                place.tenant(),
                place.endpoint(),
                ProviderKind.WAHA,
                scene.url(ProviderKind.WAHA),
                SessionScene.KEY,
                false);
        scene.start(place);

        scene.befalls(place, "lose");

        assertThat(scene.awaitState(place, SESSION_STATE_FAILED).getCause()).contains("does not reconnect");
    }

    @Test
    void a_log_in_that_the_phone_ended_waits_for_a_person() {
        Place place = scene.place(ProviderKind.WAHA, "WORKING");
        scene.start(place);

        scene.befalls(place, "logout");

        scene.awaitState(place, SESSION_STATE_LOGGED_OUT);
    }

    @ParameterizedTest
    @EnumSource(names = {"WAHA", "GOWA", "EVOLUTION"})
    void expired_codes_are_followed_by_others_until_they_are_used_up(ProviderKind provider) {
        Place place = scene.place(provider, "SCAN_QR_CODE");
        Session started = scene.start(place);

        // The same code shown again does not count; the gateway has another one only once.
        scene.befalls(place, "expire");
        await().atMost(SessionScene.PATIENCE).untilAsserted(() -> {
            expire(place);
            assertThat(scene.pairing(place).getAttempt()).isEqualTo(2);
        });
        assertThat(scene.pairing(place).getQrPng())
                .isNotEqualTo(started.getPairing().getQrPng());
        await().atMost(SessionScene.PATIENCE).untilAsserted(() -> {
            expire(place);
            scene.befalls(place, "expire");
            assertThat(scene.get(place).getState()).isEqualTo(SESSION_STATE_FAILED);
        });

        assertThat(scene.start(place).getState()).isEqualTo(SESSION_STATE_PAIRING);
    }

    @Test
    void a_stop_keeps_the_log_in_where_the_gateway_can() {
        Place waha = scene.place(ProviderKind.WAHA, "WORKING");
        Place gowa = scene.place(ProviderKind.GOWA, "WORKING");
        scene.start(waha);
        scene.start(gowa);

        assertThat(scene.sessions().stopSession(stopping(waha)).getSession().getState())
                .isEqualTo(SESSION_STATE_STOPPED);
        assertThat(scene.start(waha).getState()).isEqualTo(SESSION_STATE_CONNECTED);
        var refused = catchThrowableOfType(
                StatusRuntimeException.class, () -> scene.sessions().stopSession(stopping(gowa)));
        assertThat(reason(refused)).isEqualTo("NOT_IMPLEMENTED");
        assertThat(scene.get(gowa).getState()).isEqualTo(SESSION_STATE_CONNECTED);
    }

    @Test
    void a_wrong_key_fails_at_once_and_says_so() {
        Place place = scene.place(ProviderKind.WAHA, "WORKING");
        KnownSessionTenants.put(
                place.tenant(), place.endpoint(), ProviderKind.WAHA, scene.url(ProviderKind.WAHA), "wrong:key");

        Session failed = scene.start(place);

        assertThat(failed.getState()).isEqualTo(SESSION_STATE_FAILED);
        assertThat(failed.getCause()).contains("refuses the key");
    }

    @Test
    void a_repeated_request_changes_nothing_and_another_one_under_its_id_is_refused() {
        Place place = scene.place(ProviderKind.WAHA, "WORKING");
        StartSessionRequest request = scene.starting(place).build();
        scene.sessions().startSession(request);
        logout(place);

        Session repeated = scene.sessions().startSession(request).getSession();
        var reused = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> scene.sessions()
                        .stopSession(stopping(place).toBuilder()
                                .setRequestId(request.getRequestId())
                                .build()));

        assertThat(repeated.getState()).isEqualTo(SESSION_STATE_LOGGED_OUT);
        assertThat(reason(reused)).isEqualTo("REQUEST_ID_REUSED");
    }

    @Test
    void what_is_to_be_scanned_lies_sealed_in_the_database() {
        Place place = scene.place(ProviderKind.WAHA, "SCAN_QR_CODE");
        Session started = scene.start(place);

        String row = scene.service
                .bean(Db.class)
                .read(sql -> sql.one(
                        "SELECT s::text AS row FROM session s WHERE tenant_id = ?",
                        found -> found.string("row"),
                        place.tenant()))
                .orElseThrow();

        assertThat(started.getPairing().getQr()).isNotEmpty();
        assertThat(row).doesNotContain(started.getPairing().getQr()).doesNotContain("iVBOR");
    }

    /// Makes the code of the moment look old.
    private void expire(Place place) {
        scene.service
                .bean(Db.class)
                .run(sql -> sql.update(
                        "UPDATE session SET pairing_expire_time = now() WHERE tenant_id = ?", place.tenant()));
    }

    private Session logout(Place place) {
        return scene.sessions()
                .logoutSession(LogoutSessionRequest.newBuilder()
                        .setTenantId(place.tenant())
                        .setEndpointId(place.endpoint())
                        .setRequestId(Fixtures.id("req"))
                        .build())
                .getSession();
    }

    private static StopSessionRequest stopping(Place place) {
        return StopSessionRequest.newBuilder()
                .setTenantId(place.tenant())
                .setEndpointId(place.endpoint())
                .setRequestId(Fixtures.id("req"))
                .build();
    }

    private static String reason(StatusRuntimeException failure) {
        return FaultStatus.of(failure).reason().name();
    }
}
