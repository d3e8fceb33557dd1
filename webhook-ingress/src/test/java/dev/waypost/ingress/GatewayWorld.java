package dev.waypost.ingress;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.waypost.platform.db.Db;
import dev.waypost.testkit.Fixtures;
import dev.waypost.testkit.ServiceUnderTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// webhook-ingress with a shared WAHA number in front: the tenant whose number it is, and tenants with codes.
final class GatewayWorld implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    final String gatewayId = Fixtures.id("gw");
    final String secret = Fixtures.secret();
    final String session = Fixtures.id("session");
    final TestNames names = new TestNames();
    final TestProject project = TestProject.start();
    final ServiceUnderTest service;
    final GatewayTenant host;
    private final HttpClient http = HttpClient.newHttpClient();

    GatewayWorld() {
        this(Map.of());
    }

    GatewayWorld(Map<String, Object> more) {
        service = ServiceUnderTest.start("ingress", settings(more));
        host = new GatewayTenant();
        host.endpoint(service, "WAHA", session, null, secret)
                .gateway(gatewayId, host.id, null)
                .publish(service);
        names.gateway(gatewayId, host.id, "main");
        names.onlyGateway(gatewayId, host.id, "main");
        names.session(session, host.id, "main", gatewayId);
    }

    Map<String, Object> settings(Map<String, Object> more) {
        var settings = new HashMap<String, Object>();
        settings.put("waypost.ingress.delivery.retry-base", "50ms");
        settings.put("waypost.ingress.delivery.retry-cap", "200ms");
        settings.put("waypost.peers.config", names.address());
        settings.putAll(more);
        return settings;
    }

    /// A tenant with a code and a project.
    GatewayTenant tenant(String code) {
        return tenant(new GatewayTenant(), code);
    }

    GatewayTenant tenant(GatewayTenant tenant, String code) {
        tenant.gateway(gatewayId, host.id, null, code)
                .users(gatewayId, project.url())
                .publish(service);
        names.code(gatewayId, code, tenant.id);
        return tenant;
    }

    static String phone() {
        return "97150" + Fixtures.digits(7);
    }

    /// A body as WAHA sends it; every call has a message id of its own.
    byte[] wrote(String from, String text) {
        return wrote(from, text, "false_" + from + "_" + UUID.randomUUID());
    }

    byte[] wrote(String from, String text, String messageId) {
        var body = JSON.createObjectNode()
                .put("id", "evt_" + messageId.hashCode())
                .put("event", "message")
                .put("session", session);
        body.putObject("payload")
                .put("id", messageId)
                .put("timestamp", 1_790_000_000L)
                .put("from", from)
                .put("fromMe", false)
                .put("body", text);
        return body.toString().getBytes(StandardCharsets.UTF_8);
    }

    JsonNode says(String phone, String text) throws Exception {
        return said(wrote(phone + "@c.us", text));
    }

    /// The answer to a signed body; fails when it is not 200.
    JsonNode said(byte[] body) throws Exception {
        return said(service, "/webhook/gateway/" + gatewayId, body);
    }

    JsonNode said(ServiceUnderTest at, String path, byte[] body) throws Exception {
        var answer = post(at, path, body, sign(body));
        if (answer.statusCode() != 200) {
            throw new AssertionError(answer.statusCode() + " " + answer.body());
        }
        return JSON.readTree(answer.body());
    }

    HttpResponse<String> post(String path, byte[] body, @Nullable String signature) throws Exception {
        return post(service, path, body, signature);
    }

    HttpResponse<String> post(ServiceUnderTest at, String path, byte[] body, @Nullable String signature)
            throws Exception {
        var request = HttpRequest.newBuilder(uri(at, path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (signature != null) {
            request.header("X-Webhook-Hmac", signature).header("X-Webhook-Hmac-Algorithm", "sha512");
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path) throws Exception {
        return http.send(HttpRequest.newBuilder(uri(service, path)).build(), BodyHandlers.ofString());
    }

    private static URI uri(ServiceUnderTest at, String path) {
        return URI.create("http://127.0.0.1:" + at.bean(Ingress.class).publicPort() + path);
    }

    String sign(byte[] body) throws Exception {
        return sign(body, secret);
    }

    static String sign(byte[] body, String secret) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA512");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA512"));
        return HexFormat.of().formatHex(mac.doFinal(body));
    }

    /// What the tenant's project got, as texts, in order.
    List<String> got(GatewayTenant tenant) {
        return project.got().stream()
                .filter(got -> tenant.id.equals(got.headers().get("x-tenant-id")))
                .map(got -> text(got.body()))
                .toList();
    }

    static String text(byte[] body) {
        try {
            return JSON.readTree(body).path("payload").path("body").asText();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    long stored(String tenantId, String state) {
        return count("SELECT count(*) AS n FROM event WHERE tenant_id = ? AND state = ?", tenantId, state);
    }

    long count(String statement, Object... arguments) {
        return service.bean(Db.class)
                .read(sql -> sql.one(statement, row -> row.longValue("n"), arguments))
                .orElseThrow();
    }

    @Override
    public void close() {
        service.close();
        names.close();
        project.close();
        http.close();
    }
}
