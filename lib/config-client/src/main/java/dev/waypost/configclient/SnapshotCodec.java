package dev.waypost.configclient;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.waypost.configclient.SealedSnapshot.SealedEndpoint;
import dev.waypost.configclient.SealedSnapshot.SealedGateway;
import dev.waypost.configclient.SealedSnapshot.SealedPrevious;
import dev.waypost.configclient.SealedSnapshot.SealedProject;
import dev.waypost.configclient.SealedSnapshot.SealedUntil;
import dev.waypost.platform.crypto.Vault;
import dev.waypost.platform.settings.Secret;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Writes snapshots as JSON and reads them back with their secrets opened.
///
/// Durations are seconds, times are ISO-8601. A reader skips fields that it does not know.
@Singleton
public final class SnapshotCodec {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .enable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .serializationInclusion(JsonInclude.Include.NON_NULL)
            .build();

    private final Vault vault;

    public SnapshotCodec(Vault vault) {
        this.vault = vault;
    }

    public static String encode(SealedSnapshot snapshot) {
        return write(snapshot);
    }

    public static String encode(SnapshotChanged changed) {
        return write(changed);
    }

    public static SnapshotChanged changed(String json) {
        return read(json, SnapshotChanged.class);
    }

    /// Opens every secret once, so that reading the snapshot later costs nothing.
    ///
    /// @throws IllegalArgumentException when it is no snapshot
    /// @throws dev.waypost.platform.crypto.SealBroken when its secrets were sealed under another key
    public TenantSnapshot decode(String json) {
        SealedSnapshot sealed = read(json, SealedSnapshot.class);
        var endpoints = new ArrayList<Endpoint>();
        if (sealed.endpoint() != null) {
            endpoints.add(open(sealed.tenantId(), sealed.endpoint()));
        }
        sealed.otherEndpoints().forEach(endpoint -> endpoints.add(open(sealed.tenantId(), endpoint)));
        List<Project> projects = sealed.projects().stream().map(this::open).toList();
        return new TenantSnapshot(
                sealed.tenantId(),
                sealed.name(),
                sealed.state(),
                sealed.revision(),
                policy(sealed),
                endpoints,
                projects,
                gateways(sealed.gateways()),
                sealed.createdAt(),
                sealed.updatedAt());
    }

    private Endpoint open(String tenantId, SealedEndpoint e) {
        SealedPrevious before = e.previous() == null ? SealedPrevious.NONE : e.previous();
        String app = e.appId() == null ? "" : e.appId();
        Opened webhook = open(
                e.webhookSecret(), before.webhookSecret(), tenantId, SealedFields.endpoint(e.id(), "webhookSecret"));
        Opened appSecret =
                open(e.appSecret(), before.appSecret(), tenantId, SealedFields.endpoint(e.id(), "appSecret"));
        Opened token =
                open(e.verifyToken(), before.verifyToken(), tenantId, SealedFields.endpoint(e.id(), "verifyToken"));
        // Meta signs with the app's secret: what the endpoint says of it comes first, then what the hub knows.
        if (e.provider().equals("META_CLOUD") && appSecret.secret() != null) {
            webhook = appSecret;
        }
        if (webhook.secret() == null && !app.isEmpty()) {
            webhook =
                    open(e.hubAppSecret(), before.hubAppSecret(), SealedFields.HUB, SealedFields.app(app, "appSecret"));
        }
        if (token.secret() == null && !app.isEmpty()) {
            token = open(
                    e.hubVerifyToken(),
                    before.hubVerifyToken(),
                    SealedFields.HUB,
                    SealedFields.app(app, "verifyToken"));
        }
        return new Endpoint(
                e.id(),
                e.name(),
                e.provider(),
                e.apiUrl(),
                e.apiVersion(),
                e.phoneNumberId(),
                e.wabaId(),
                e.appId(),
                e.session(),
                e.role(),
                e.priority(),
                e.weight(),
                e.isActive(),
                open(e.apiKey(), tenantId, SealedFields.endpoint(e.id(), "apiKey")),
                webhook.secret(),
                token.secret(),
                e.allowedCidrs(),
                e.revision(),
                webhook.previous(),
                token.previous());
    }

    private Project open(SealedProject p) {
        Map<String, Secret> headers = new HashMap<>();
        p.headers()
                .forEach((name, value) -> headers.put(
                        name,
                        Secret.of(
                                vault.open(value, SealedFields.HUB, SealedFields.projectHeader(p.projectId(), name)))));
        Opened signing = open(
                p.signingSecret(),
                p.previousSigningSecret(),
                SealedFields.HUB,
                SealedFields.projectSecret(p.projectId()));
        return new Project(
                p.projectId(),
                p.phoneNumberId(),
                p.priority(),
                p.name(),
                p.url(),
                headers,
                signing.secret(),
                p.active(),
                p.maxInFlight(),
                p.timeout(),
                p.eventKinds() == null ? Set.of() : Set.copyOf(p.eventKinds()),
                p.maxPerSecond(),
                p.whenBlocked() == null ? "" : p.whenBlocked(),
                signing.previous(),
                p.revision(),
                p.payloadFormat() == null ? "" : p.payloadFormat());
    }

    private static List<Gateway> gateways(@Nullable List<SealedGateway> sealed) {
        return sealed == null
                ? List.of()
                : sealed.stream()
                        .map(g -> new Gateway(
                                g.gatewayId(),
                                g.word(),
                                g.tenantId(),
                                g.endpointId(),
                                g.defaultProjectId() == null ? "" : g.defaultProjectId(),
                                g.active(),
                                Set.copyOf(g.codes())))
                        .toList();
    }

    private record Opened(@Nullable Secret secret, @Nullable PreviousSecret previous) {}

    private Opened open(@Nullable String sealed, @Nullable SealedUntil before, String owner, String field) {
        return new Opened(
                open(sealed, owner, field),
                before == null
                        ? null
                        : new PreviousSecret(
                                Secret.of(vault.open(before.sealed(), owner, field)), before.validUntil()));
    }

    private @Nullable Secret open(@Nullable String sealed, String owner, String field) {
        return sealed == null ? null : Secret.of(vault.open(sealed, owner, field));
    }

    private static TenantPolicy policy(SealedSnapshot s) {
        var p = s.policy();
        return new TenantPolicy(
                p.routing(),
                p.rateLimit(),
                p.rateWindow(),
                s.messageTimeout(),
                s.autoReconnect(),
                s.reconnectInterval(),
                p.maxReconnectAttempts(),
                s.healthCheckInterval(),
                p.unhealthyAfter(),
                p.healthyAfter(),
                s.webhookRetries(),
                p.whenUnhealthy(),
                p.whenBlocked(),
                p.whenUnknown(),
                p.whenWindowClosed(),
                p.fallbackTemplate(),
                p.fallbackTemplateLanguage(),
                p.messageValidFor(),
                p.allowedNumberPattern(),
                p.defaultCountryCode(),
                p.suspiciousPatterns(),
                p.encryptTexts(),
                p.retention(),
                p.userLockTtl(),
                p.alertUrl(),
                p.failoverCooldown(),
                told(p.timeZone(), TenantPolicy.DEFAULTS.timeZone()),
                told(p.failoverMode(), TenantPolicy.DEFAULTS.failoverMode()),
                told(p.maxFailoversPerHour(), TenantPolicy.DEFAULTS.maxFailoversPerHour()),
                told(p.failBack(), TenantPolicy.DEFAULTS.failBack()));
    }

    /// An older document does not say it.
    private static <T> T told(@Nullable T said, T fallback) {
        return said == null ? fallback : said;
    }

    private static String write(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a snapshot could not be written", e);
        }
    }

    private static <T> T read(String json, Class<T> type) {
        try {
            return JSON.readValue(json, type);
        } catch (JsonProcessingException e) {
            // The text may hold sealed values: the parser's message, which quotes it, goes no further.
            throw new IllegalArgumentException("not a " + type.getSimpleName());
        }
    }
}
