package dev.waypost.allinone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Duration;
import dev.waypost.proto.config.v1.CreateTenantRequest;
import dev.waypost.proto.config.v1.Endpoint;
import dev.waypost.proto.config.v1.EndpointRole;
import dev.waypost.proto.config.v1.EndpointServiceGrpc;
import dev.waypost.proto.config.v1.ListEndpointsRequest;
import dev.waypost.proto.config.v1.Provider;
import dev.waypost.proto.config.v1.RoutingPolicy;
import dev.waypost.proto.config.v1.SetEndpointRequest;
import dev.waypost.proto.config.v1.SwitchEndpointRequest;
import dev.waypost.proto.config.v1.TenantPolicy;
import dev.waypost.proto.config.v1.TenantServiceGrpc;
import dev.waypost.proto.health.v1.ApproveFailoverRequest;
import dev.waypost.proto.health.v1.EndpointHealth;
import dev.waypost.proto.health.v1.EndpointHealthServiceGrpc;
import dev.waypost.proto.health.v1.Failover;
import dev.waypost.proto.health.v1.FailoverServiceGrpc;
import dev.waypost.proto.health.v1.GetEndpointHealthRequest;
import dev.waypost.proto.health.v1.HealthStatus;
import dev.waypost.proto.health.v1.ListFailoversRequest;
import dev.waypost.proto.send.v1.Content;
import dev.waypost.proto.send.v1.GetMessageRequest;
import dev.waypost.proto.send.v1.Message;
import dev.waypost.proto.send.v1.MessageServiceGrpc;
import dev.waypost.proto.send.v1.SendRequest;
import dev.waypost.proto.send.v1.Text;
import dev.waypost.simulator.Simulator;
import dev.waypost.testkit.Backends;
import dev.waypost.testkit.Fixtures;
import dev.waypost.testkit.ServiceUnderTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// config-, send- and health-service in front of a simulator that can break.
final class FailoverScene implements AutoCloseable {
    static final java.time.Duration PATIENCE = java.time.Duration.ofSeconds(60);
    private static final Pattern SENT_TO = Pattern.compile("\"to\":\"\\+?(\\d+)\"");

    final String database = Backends.freshDatabase();
    final ServiceUnderTest config;
    final ServiceUnderTest send;
    final ServiceUnderTest health;
    private final Simulator simulator;
    private final Simulator elsewhere;
    private final HttpClient http = HttpClient.newHttpClient();

    FailoverScene(Map<String, Object> ofHealth) {
        this(ofHealth, Map.of("waypost.send.dispatch.retry-cap", "1s"));
    }

    FailoverScene(Map<String, Object> ofHealth, Map<String, Object> ofSend) {
        int healthPort;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            healthPort = free.getLocalPort();
            simulator = Simulator.start(0);
            elsewhere = Simulator.start(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        config = ServiceUnderTest.start(
                "config", Map.of("waypost.db.url", database, "waypost.peers.health", "127.0.0.1:" + healthPort));
        var sending = new HashMap<String, Object>(ofSend);
        sending.put("waypost.db.url", database);
        sending.put("waypost.peers.config", config.grpcAddress());
        send = ServiceUnderTest.start("send", sending);
        // The one that config-service asks.
        var first = healthSettings(ofHealth);
        first.put("grpc.server.port", healthPort);
        health = ServiceUnderTest.start("health", first);
    }

    Map<String, Object> healthSettings(Map<String, Object> more) {
        var settings = new HashMap<String, Object>();
        settings.put("waypost.db.url", database);
        settings.put("waypost.peers.config", config.grpcAddress());
        settings.put("waypost.health.probe.pause", "100ms");
        settings.put("waypost.health.failover.retry", "500ms");
        settings.putAll(more);
        return settings;
    }

    /// A tenant whose endpoints are probed each second and fall after two bad probes, unless it says more.
    String tenant(RoutingPolicy routing, TenantPolicy.Builder policy) {
        String tenant = Fixtures.tenantId();
        TenantServiceGrpc.newBlockingStub(config.admin())
                .createTenant(CreateTenantRequest.newBuilder()
                        .setTenantId(tenant)
                        .setRequestId(Fixtures.id("req"))
                        .setPolicy(policy.setRouting(routing)
                                .setHealthCheckInterval(seconds(1))
                                .setUnhealthyAfter(Math.max(2, policy.getUnhealthyAfter()))
                                .setHealthyAfter(2))
                        .build());
        return tenant;
    }

    /// An account at the simulator and the tenant's endpoint there; the number names it at the simulator.
    String endpoint(String tenant, String endpointId) {
        return endpoint(tenant, endpointId, simulator);
    }

    /// The same on another server.
    String endpointElsewhere(String tenant, String endpointId) {
        return endpoint(tenant, endpointId, elsewhere);
    }

    /// As health-service names it.
    String server() {
        return "127.0.0.1:" + simulator.port();
    }

    String serverElsewhere() {
        return "127.0.0.1:" + elsewhere.port();
    }

    private String endpoint(String tenant, String endpointId, Simulator at) {
        String number = Fixtures.phoneNumberId();
        control(at, "POST", "accounts", """
                {"provider":"META","phoneNumberId":"%s","wabaId":"777%s","accessToken":"token-%s","appSecret":"s"}""".formatted(number, number, number));
        EndpointServiceGrpc.newBlockingStub(config.admin())
                .setEndpoint(SetEndpointRequest.newBuilder()
                        .setTenantId(tenant)
                        .setRequestId(Fixtures.id("req"))
                        .setEndpointId(endpointId)
                        .setName(endpointId)
                        .setProvider(Provider.PROVIDER_META_CLOUD)
                        .setApiUrl("http://127.0.0.1:" + at.port() + "/meta")
                        .setApiVersion("v23.0")
                        .setPhoneNumberId(number)
                        .setWabaId("777" + number)
                        .setApiKey("token-" + number)
                        .setForce(true)
                        .build());
        return number;
    }

    /// Everything that is asked of these numbers fails like this from now on; of all others nothing does.
    void breaks(String fault, String... numbers) {
        breaks(simulator, fault, numbers);
    }

    void breaksElsewhere(String fault, String... numbers) {
        breaks(elsewhere, fault, numbers);
    }

    private void breaks(Simulator at, String fault, String... numbers) {
        var rules = new StringBuilder();
        for (String number : numbers) {
            rules.append(rules.isEmpty() ? "" : ",")
                    .append("{\"match\":{\"path\":\"/meta/*/%s\"},%s},{\"match\":{\"path\":\"/meta/*/%s/messages\"},%s}"
                            .formatted(number, fault, number, fault));
        }
        control(at, "PUT", "faults", "{\"rules\":[" + rules + "]}");
    }

    void healsElsewhere() {
        control(elsewhere, "DELETE", "faults", "");
    }

    void heals() {
        control("DELETE", "faults", "");
    }

    String send(String tenant, String to) {
        return MessageServiceGrpc.newBlockingStub(send.admin())
                .send(SendRequest.newBuilder()
                        .setTenantId(tenant)
                        .setRequestId(Fixtures.id("req"))
                        .setTo(to)
                        .setContent(
                                Content.newBuilder().setText(Text.newBuilder().setBody("hello")))
                        .build())
                .getMessage()
                .getMessageId();
    }

    Message message(String tenant, String messageId) {
        return MessageServiceGrpc.newBlockingStub(send.admin())
                .getMessage(GetMessageRequest.newBuilder()
                        .setTenantId(tenant)
                        .setMessageId(messageId)
                        .build())
                .getMessage();
    }

    Set<String> sentThrough(String number) {
        Set<String> to = new TreeSet<>();
        var matcher = SENT_TO.matcher(control("GET", "ledger?limit=1000&phoneNumberId=" + number, ""));
        while (matcher.find()) {
            to.add("+" + matcher.group(1));
        }
        return to;
    }

    EndpointHealth health(String tenant, String endpointId) {
        return EndpointHealthServiceGrpc.newBlockingStub(health.admin())
                .getEndpointHealth(GetEndpointHealthRequest.newBuilder()
                        .setTenantId(tenant)
                        .setEndpointId(endpointId)
                        .build())
                .getEndpointHealth();
    }

    void awaitStatus(String tenant, String endpointId, HealthStatus status) {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(health(tenant, endpointId).getStatus()).isEqualTo(status));
    }

    /// The latest first.
    List<Failover> failovers(String tenant) {
        return FailoverServiceGrpc.newBlockingStub(health.admin())
                .listFailovers(
                        ListFailoversRequest.newBuilder().setTenantId(tenant).build())
                .getFailoversList();
    }

    boolean brakeHolds() {
        return FailoverServiceGrpc.newBlockingStub(health.admin())
                .listFailovers(ListFailoversRequest.getDefaultInstance())
                .getBrake()
                .getHolds();
    }

    void approve(String tenant, String failoverId) {
        FailoverServiceGrpc.newBlockingStub(health.admin())
                .approveFailover(ApproveFailoverRequest.newBuilder()
                        .setTenantId(tenant)
                        .setRequestId(Fixtures.id("req"))
                        .setFailoverId(failoverId)
                        .build());
    }

    /// A person moves the traffic.
    void switches(String tenant, String to) {
        var endpoints = EndpointServiceGrpc.newBlockingStub(config.admin());
        long revision = endpoints
                .listEndpoints(
                        ListEndpointsRequest.newBuilder().setTenantId(tenant).build())
                .getEndpoints(0)
                .getTenantRevision();
        endpoints.switchEndpoint(SwitchEndpointRequest.newBuilder()
                .setTenantId(tenant)
                .setRequestId(Fixtures.id("req"))
                .setToEndpointId(to)
                .setExpectedRevision(revision)
                .build());
    }

    List<String> endpointsWith(String tenant, EndpointRole role) {
        return EndpointServiceGrpc.newBlockingStub(config.admin())
                .listEndpoints(
                        ListEndpointsRequest.newBuilder().setTenantId(tenant).build())
                .getEndpointsList()
                .stream()
                .filter(endpoint -> endpoint.getRole() == role)
                .map(Endpoint::getEndpointId)
                .toList();
    }

    void awaitActive(String tenant, String... endpointIds) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(endpointsWith(tenant, EndpointRole.ENDPOINT_ROLE_ACTIVE))
                        .containsExactlyInAnyOrder(endpointIds));
    }

    static Duration seconds(long seconds) {
        return Duration.newBuilder().setSeconds(seconds).build();
    }

    private String control(String method, String path, String body) {
        return control(simulator, method, path, body);
    }

    private String control(Simulator at, String method, String path, String body) {
        try {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + at.port() + "/control/" + path))
                            .method(method, HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
            return answer.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        health.close();
        send.close();
        config.close();
        http.close();
        simulator.close();
        elsewhere.close();
    }
}
