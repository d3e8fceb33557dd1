package dev.waypost.ingress;

import dev.waypost.platform.db.Db;
import dev.waypost.proto.ingress.v1.Delivery;
import dev.waypost.proto.ingress.v1.DeliveryServiceGrpc;
import dev.waypost.proto.ingress.v1.Event;
import dev.waypost.proto.ingress.v1.EventServiceGrpc;
import dev.waypost.proto.ingress.v1.GetQuarantinedEventRequest;
import dev.waypost.proto.ingress.v1.ListDeliveriesRequest;
import dev.waypost.proto.ingress.v1.ListEventsRequest;
import dev.waypost.proto.ingress.v1.QuarantineServiceGrpc;
import dev.waypost.testkit.OtlpCollector;
import dev.waypost.testkit.ServiceUnderTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// webhook-ingress with everything around it: a send-service, a project, a trace collector and an HTTP client.
final class IngressUnderTest implements AutoCloseable {
    static final Duration SOON = Duration.ofSeconds(90);

    final OtlpCollector traces = OtlpCollector.start();
    final TestSendService send = new TestSendService();
    final TestConfigService config = new TestConfigService();
    final TestProject project = TestProject.start();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, Object> own;
    private ServiceUnderTest service;

    IngressUnderTest() {
        this(Map.of());
    }

    /// @param own settings in place of those that tests have else
    IngressUnderTest(Map<String, Object> own) {
        this.own = own;
        this.service = ServiceUnderTest.start("ingress", settings());
    }

    /// Another process of the same service would be the same: another instance with the same database.
    ServiceUnderTest second() {
        return ServiceUnderTest.start("ingress", settings());
    }

    private Map<String, Object> settings() {
        var settings = new HashMap<String, Object>();
        settings.put("waypost.ingress.public-port", "0");
        settings.put("waypost.ingress.delivery.retry-base", "50ms");
        settings.put("waypost.ingress.delivery.retry-cap", "200ms");
        settings.put("waypost.ingress.projects.release-every", "100ms");
        settings.put("waypost.ingress.projects.note-every", "100ms");
        settings.put("waypost.ingress.origin.trusted-proxies", "127.0.0.0/8");
        settings.put("waypost.ingress.quarantine.interval", "200ms");
        settings.put("waypost.peers.send", send.address());
        settings.put("waypost.peers.config", config.address());
        settings.put("waypost.telemetry.otlp-endpoint", traces.endpoint());
        settings.put("waypost.telemetry.sample-ratio", "1.0");
        settings.putAll(own);
        return settings;
    }

    ServiceUnderTest service() {
        return service;
    }

    /// Stops the service, does what happens meanwhile, and starts it again.
    void restart(Runnable meanwhile) {
        service.close();
        meanwhile.run();
        service = ServiceUnderTest.start("ingress", settings());
    }

    HttpResponse<String> post(String path, byte[] body, Map<String, String> headers) throws Exception {
        var request = HttpRequest.newBuilder(uri(path)).POST(HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        return http.send(request.build(), BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path) throws Exception {
        return http.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + service.bean(Ingress.class).publicPort() + path);
    }

    int signed(TestTenant tenant, byte[] body) throws Exception {
        var headers = Map.of("X-Hub-Signature-256", tenant.sign(body), "Content-Type", "application/json");
        return post(tenant.path(), body, headers).statusCode();
    }

    TestTenant tenant() {
        return new TestTenant().publish(service);
    }

    TestTenant tenantWithProject() {
        var tenant = new TestTenant();
        tenant.project(service, project.url(), Map.of("X-Key", "k1", "Host", "evil", "X-Tenant-ID", "evil"), true);
        return tenant.publish(service);
    }

    List<TestProject.Got> gotBy(TestTenant tenant) {
        return project.got().stream()
                .filter(got -> tenant.id.equals(got.headers().get("x-tenant-id")))
                .toList();
    }

    List<Event> events(String tenantId) {
        return EventServiceGrpc.newBlockingStub(service.admin())
                .listEvents(ListEventsRequest.newBuilder().setTenantId(tenantId).build())
                .getEventsList();
    }

    /// The newest first.
    List<Delivery> deliveries(String tenantId) {
        return DeliveryServiceGrpc.newBlockingStub(service.admin())
                .listDeliveries(
                        ListDeliveriesRequest.newBuilder().setTenantId(tenantId).build())
                .getDeliveriesList();
    }

    long stored(String tenantId) {
        return service.bean(Db.class)
                .read(sql -> sql.one(
                        "SELECT count(*) AS n FROM event WHERE tenant_id = ?", row -> row.longValue("n"), tenantId))
                .orElseThrow();
    }

    /// The one event in quarantine that the tenant's endpoint took, with its body.
    Event quarantined(TestTenant tenant) {
        return quarantined("tenant_id", tenant.id);
    }

    /// The one event in quarantine with that value in that column, with its body.
    Event quarantined(String column, String value) {
        String eventId = service.bean(Db.class)
                .read(sql -> sql.one(
                        "SELECT event_id FROM quarantined WHERE " + column + " = ?",
                        row -> row.string("event_id"),
                        value))
                .orElseThrow();
        return QuarantineServiceGrpc.newBlockingStub(service.admin())
                .getQuarantinedEvent(GetQuarantinedEventRequest.newBuilder()
                        .setEventId(eventId)
                        .build())
                .getEvent();
    }

    long held(String column, String value) {
        return service.bean(Db.class)
                .read(sql -> sql.one(
                        "SELECT count(*) AS n FROM quarantined WHERE " + column + " = ?",
                        row -> row.longValue("n"),
                        value))
                .orElseThrow();
    }

    @Override
    public void close() {
        service.close();
        project.close();
        send.close();
        config.close();
        traces.close();
        http.close();
    }
}
