package dev.waypost.send.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waypost.proto.send.v1.CodePairing;
import dev.waypost.proto.send.v1.GetPairingRequest;
import dev.waypost.proto.send.v1.GetSessionRequest;
import dev.waypost.proto.send.v1.Pairing;
import dev.waypost.proto.send.v1.Session;
import dev.waypost.proto.send.v1.SessionServiceGrpc;
import dev.waypost.proto.send.v1.SessionServiceGrpc.SessionServiceBlockingStub;
import dev.waypost.proto.send.v1.SessionState;
import dev.waypost.proto.send.v1.StartSessionRequest;
import dev.waypost.providers.ProviderKind;
import dev.waypost.send.ControlledSimulator;
import dev.waypost.testkit.Fixtures;
import dev.waypost.testkit.ServiceUnderTest;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// A running send-service in front of a simulator's gateways.
final class SessionScene implements AutoCloseable {
    static final String KEY = "user:token-12345";
    static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Map<String, Object> QUICK = Map.of(
            "waypost.send.sessions.pairing-interval", "100ms",
            "waypost.send.sessions.look-interval", "200ms",
            "waypost.send.sessions.poll-interval", "100ms",
            "waypost.send.sessions.call-timeout", "2s",
            "waypost.send.sessions.lease", "12s");

    final ServiceUnderTest service;
    private final ControlledSimulator simulator = new ControlledSimulator();

    SessionScene(Map<String, Object> more) {
        service = another(more);
    }

    /// One more process of the same service.
    ServiceUnderTest another(Map<String, Object> more) {
        var settings = new HashMap<>(QUICK);
        settings.putAll(more);
        return ServiceUnderTest.start("send", settings);
    }

    String url(ProviderKind provider) {
        return simulator.url(provider.name().toLowerCase(Locale.ROOT));
    }

    /// An endpoint of a fresh tenant, whose session the gateway knows in this state.
    Place place(ProviderKind provider, String status) {
        var place = new Place(Fixtures.tenantId(), Fixtures.id("ep"), provider);
        register(place, status);
        KnownSessionTenants.put(place.tenant, place.endpoint, provider, url(provider), KEY);
        return place;
    }

    void register(Place place, String status) {
        control(
                "POST",
                "accounts",
                "{\"provider\":\"%s\",\"session\":\"%s\",\"accessToken\":\"%s\",\"status\":\"%s\"}"
                        .formatted(place.provider, place.endpoint, KEY, status));
    }

    record Place(String tenant, String endpoint, ProviderKind provider) {}

    void befalls(Place place, String action) {
        control(
                "POST",
                "sessions",
                "{\"provider\":\"%s\",\"session\":\"%s\",\"action\":\"%s\"}"
                        .formatted(place.provider, place.endpoint, action));
    }

    SessionServiceBlockingStub sessions() {
        return SessionServiceGrpc.newBlockingStub(service.admin());
    }

    Session start(Place place) {
        return sessions().startSession(starting(place).build()).getSession();
    }

    Session startByCode(Place place, String phone) {
        return sessions()
                .startSession(starting(place)
                        .setCode(CodePairing.newBuilder().setPhoneNumber(phone))
                        .build())
                .getSession();
    }

    StartSessionRequest.Builder starting(Place place) {
        return StartSessionRequest.newBuilder()
                .setTenantId(place.tenant)
                .setEndpointId(place.endpoint)
                .setRequestId(Fixtures.id("req"));
    }

    Session get(Place place) {
        return sessions()
                .getSession(GetSessionRequest.newBuilder()
                        .setTenantId(place.tenant)
                        .setEndpointId(place.endpoint)
                        .build())
                .getSession();
    }

    Pairing pairing(Place place) {
        return sessions()
                .getPairing(GetPairingRequest.newBuilder()
                        .setTenantId(place.tenant)
                        .setEndpointId(place.endpoint)
                        .build())
                .getPairing();
    }

    Session awaitState(Place place, SessionState state) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(get(place).getState()).isEqualTo(state));
        return get(place);
    }

    String control(String method, String path, String body) {
        return simulator.control(method, path, body);
    }

    @Override
    public void close() {
        service.close();
        simulator.close();
    }
}
