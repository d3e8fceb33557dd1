package dev.waypost.ingress;

import dev.waypost.configclient.EndpointRole;
import dev.waypost.configclient.SealedFields;
import dev.waypost.configclient.SealedSnapshot;
import dev.waypost.configclient.TenantPolicy;
import dev.waypost.configclient.TenantState;
import dev.waypost.platform.crypto.Signatures;
import dev.waypost.platform.crypto.Vault;
import dev.waypost.testkit.Fixtures;
import dev.waypost.testkit.ServiceUnderTest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A tenant with one Meta endpoint, known to the service through its snapshot in Redis.
final class TestTenant {
    private String whenBlocked = "";
    private String payloadFormat = "";
    private int maxInFlight;
    private int maxPerSecond;
    final String id = Fixtures.tenantId();
    final String endpointId = Fixtures.id("ep");
    String phoneNumberId = Fixtures.phoneNumberId();
    final String wabaId = Fixtures.digits(15);
    final String appSecret;
    final String verifyToken = Fixtures.secret();
    final String signingSecret = Fixtures.secret();
    private final List<SealedSnapshot.SealedProject> projects = new ArrayList<>();
    private List<String> allowedCidrs = List.of();
    private long revision = 1;
    private int retries = 3;
    private String provider = "META_CLOUD";
    private @Nullable String session;
    private @Nullable String appId;
    private List<String> eventKinds = List.of();
    private TenantState state = TenantState.ACTIVE;
    private boolean sealed;
    private @Nullable String secretBefore;
    private @Nullable Instant until;

    TestTenant() {
        this(Fixtures.secret());
    }

    TestTenant(String appSecret) {
        this.appSecret = appSecret;
    }

    /// Every secret of the tenant was this one before, and is accepted as that until then.
    TestTenant rotatedFrom(String before, Instant acceptedUntil) {
        secretBefore = before;
        until = acceptedUntil;
        return this;
    }

    private SealedSnapshot.@Nullable SealedUntil before(Vault vault, String owner, String field) {
        return secretBefore == null || until == null
                ? null
                : new SealedSnapshot.SealedUntil(vault.seal(secretBefore, owner, field), until);
    }

    TestTenant deleted() {
        state = TenantState.DELETING;
        return this;
    }

    /// From its next revision on, webhooks may come from these networks only.
    TestTenant allowing(String... cidrs) {
        allowedCidrs = List.of(cidrs);
        revision++;
        return this;
    }

    /// Whether what is received lies sealed from the next revision on.
    TestTenant sealed(boolean wanted) {
        sealed = wanted;
        revision++;
        return this;
    }

    TestTenant retries(int most) {
        retries = most;
        return this;
    }

    /// What happens behind a failing event of projects that are made from now on.
    TestTenant whenBlocked(String policy) {
        whenBlocked = policy;
        return this;
    }

    /// What projects get that are made from now on.
    TestTenant payloadFormat(String format) {
        payloadFormat = format;
        return this;
    }

    /// The project is switched on or off from the next revision on.
    TestTenant active(String projectId, boolean active) {
        projects.replaceAll(p -> p.projectId().equals(projectId)
                ? new SealedSnapshot.SealedProject(
                        p.projectId(),
                        p.phoneNumberId(),
                        p.priority(),
                        p.name(),
                        p.url(),
                        p.headers(),
                        p.signingSecret(),
                        active,
                        p.maxInFlight(),
                        p.timeout(),
                        p.eventKinds(),
                        p.maxPerSecond(),
                        p.whenBlocked(),
                        p.previousSigningSecret(),
                        p.revision() + 1,
                        p.payloadFormat())
                : p);
        revision++;
        return this;
    }

    /// The project has these bounds from the next revision on.
    TestTenant bound(String projectId, int inFlight, int perSecond) {
        projects.replaceAll(p -> p.projectId().equals(projectId)
                ? new SealedSnapshot.SealedProject(
                        p.projectId(),
                        p.phoneNumberId(),
                        p.priority(),
                        p.name(),
                        p.url(),
                        p.headers(),
                        p.signingSecret(),
                        p.active(),
                        inFlight,
                        p.timeout(),
                        p.eventKinds(),
                        perSecond,
                        p.whenBlocked(),
                        p.previousSigningSecret(),
                        p.revision() + 1,
                        p.payloadFormat())
                : p);
        revision++;
        return this;
    }

    /// What the projects want that are made from now on.
    TestTenant eventKinds(String... kinds) {
        eventKinds = List.of(kinds);
        return this;
    }

    /// The project's id.
    /// Bounds of the projects that are added from now on; 0 for none.
    TestTenant bounds(int inFlight, int perSecond) {
        this.maxInFlight = inFlight;
        this.maxPerSecond = perSecond;
        return this;
    }

    String project(ServiceUnderTest service, String url, Map<String, String> headers, boolean active) {
        Vault vault = service.bean(Vault.class);
        String projectId = Fixtures.id("prj");
        Map<String, String> sealed = new java.util.HashMap<>();
        headers.forEach((name, value) ->
                sealed.put(name, vault.seal(value, SealedFields.HUB, SealedFields.projectHeader(projectId, name))));
        projects.removeIf(project -> project.url().equals(url));
        projects.add(new SealedSnapshot.SealedProject(
                projectId,
                provider.equals("META_CLOUD") ? phoneNumberId : endpointId,
                0,
                "project",
                url,
                sealed,
                vault.seal(signingSecret, SealedFields.HUB, SealedFields.projectSecret(projectId)),
                active,
                maxInFlight,
                null,
                eventKinds,
                maxPerSecond,
                whenBlocked,
                before(vault, SealedFields.HUB, SealedFields.projectSecret(projectId)),
                1,
                payloadFormat));
        return projectId;
    }

    TestTenant publish(ServiceUnderTest service) {
        return publish(service, appSecret);
    }

    TestTenant publish(ServiceUnderTest service, @Nullable String secret) {
        Vault vault = service.bean(Vault.class);
        var endpoint = new SealedSnapshot.SealedEndpoint(
                endpointId,
                "endpoint",
                provider,
                "http://127.0.0.1:1",
                "v23.0",
                provider.equals("META_CLOUD") ? phoneNumberId : null,
                provider.equals("META_CLOUD") ? wabaId : null,
                appId,
                session,
                EndpointRole.ACTIVE,
                0,
                1,
                true,
                "",
                null,
                provider.equals("META_CLOUD") || secret == null
                        ? null
                        : vault.seal(secret, id, SealedFields.endpoint(endpointId, "webhookSecret")),
                secret == null ? null : vault.seal(secret, id, SealedFields.endpoint(endpointId, "appSecret")),
                vault.seal(verifyToken, id, SealedFields.endpoint(endpointId, "verifyToken")),
                null,
                null,
                allowedCidrs,
                revision,
                new SealedSnapshot.SealedPrevious(
                        null,
                        before(vault, id, SealedFields.endpoint(endpointId, "appSecret")),
                        before(vault, id, SealedFields.endpoint(endpointId, "verifyToken")),
                        null,
                        null));
        TenantPolicy p = TenantPolicy.DEFAULTS;
        var snapshot = new SealedSnapshot(
                id,
                revision,
                id,
                state,
                endpoint,
                List.of(),
                true,
                p.reconnectInterval(),
                p.healthCheckInterval(),
                retries,
                p.messageTimeout(),
                Publishing.policy(sealed, p.userLockTtl()),
                projects,
                List.of(),
                Instant.EPOCH,
                Instant.EPOCH);
        Publishing.publish(service, snapshot);
        return this;
    }

    long revision() {
        return revision;
    }

    /// The endpoint belongs to this app of the hub.
    TestTenant ofApp(String app) {
        appId = app;
        return this;
    }

    /// The endpoint speaks another way, as this session.
    TestTenant speaking(String kind, String as) {
        provider = kind;
        session = as;
        return this;
    }

    String provider() {
        return provider;
    }

    /// The tenant has this number from its next revision on.
    TestTenant number(String id) {
        phoneNumberId = id;
        revision++;
        return this;
    }

    String path() {
        return "/api/whatsapp/webhook/" + id + "/" + endpointId;
    }

    String sign(byte[] body) {
        return sign(body, appSecret);
    }

    static String sign(byte[] body, String secret) {
        byte[] key = secret.getBytes(StandardCharsets.UTF_8);
        return "sha256=" + HexFormat.of().formatHex(Signatures.hmacSha256(key, body));
    }

    byte[] message(String messageId, String from, String text, @Nullable String replyTo) {
        String context = replyTo == null ? "" : "\"context\":{\"from\":\"1\",\"id\":\"" + replyTo + "\"},";
        return envelope("\"contacts\":[{\"profile\":{\"name\":\"U\"},\"wa_id\":\"" + from
                + "\"}],\"messages\":[{" + context + "\"from\":\"" + from + "\",\"id\":\"" + messageId
                + "\",\"timestamp\":\"1750000000\",\"type\":\"text\",\"text\":{\"body\":\"" + text + "\"}}]");
    }

    byte[] status(String messageId, String to, String status, @Nullable String callbackData) {
        String echo = callbackData == null ? "" : ",\"biz_opaque_callback_data\":\"" + callbackData + "\"";
        return envelope("\"statuses\":[{\"id\":\"" + messageId + "\",\"status\":\"" + status
                + "\",\"timestamp\":\"1750000001\",\"recipient_id\":\"" + to + "\"" + echo + "}]");
    }

    private byte[] envelope(String content) {
        return ("{\"object\":\"whatsapp_business_account\",\"entry\":[{\"id\":\"" + wabaId + "\",\"changes\":["
                        + change(content) + "]}]}")
                .getBytes(StandardCharsets.UTF_8);
    }

    String change(String content) {
        return "{\"value\":{\"messaging_product\":\"whatsapp\",\"metadata\":{\"display_phone_number\":\"1\",\"phone_number_id\":\""
                + phoneNumberId + "\"}," + content + "},\"field\":\"messages\"}";
    }
}
