package dev.waypost.health.alert;

import dev.waypost.platform.crypto.Vault;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.http.GuardedHttp;
import dev.waypost.platform.http.UrlRefusal;
import dev.waypost.platform.id.Ids;
import dev.waypost.platform.settings.Secret;
import dev.waypost.proto.health.v1.AlertWebhook;
import dev.waypost.proto.health.v1.CreateAlertWebhookRequest;
import dev.waypost.proto.health.v1.CreateAlertWebhookResponse;
import dev.waypost.proto.health.v1.DeleteAlertWebhookRequest;
import dev.waypost.proto.health.v1.DeleteAlertWebhookResponse;
import dev.waypost.proto.health.v1.ListAlertWebhooksRequest;
import dev.waypost.proto.health.v1.ListAlertWebhooksResponse;
import dev.waypost.proto.health.v1.RotateAlertWebhookSecretRequest;
import dev.waypost.proto.health.v1.RotateAlertWebhookSecretResponse;
import dev.waypost.proto.health.v1.TestAlertWebhookRequest;
import dev.waypost.proto.health.v1.TestAlertWebhookResponse;
import dev.waypost.proto.health.v1.UpdateAlertWebhookRequest;
import dev.waypost.proto.health.v1.UpdateAlertWebhookResponse;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Webhooks of alerts, as calls ask for them.
@Singleton
class WebhookApi {
    private static final int SHORTEST_SECRET = 16;
    private static final int SECRET_BYTES = 32;
    private static final Set<String> FIELDS = Set.of("url", "active", "min_severity", "rules");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final WebhookStore store;
    private final PostStore posts;
    private final PostWorker poster;
    private final PostBody bodies;
    private final AskedApi asked;
    private final GuardedHttp http;
    private final Vault vault;
    private final InstantSource clock;

    WebhookApi(
            WebhookStore store,
            PostStore posts,
            PostWorker poster,
            PostBody bodies,
            AskedApi asked,
            GuardedHttp http,
            Vault vault,
            InstantSource clock) {
        this.store = store;
        this.posts = posts;
        this.poster = poster;
        this.bodies = bodies;
        this.asked = asked;
        this.http = http;
        this.vault = vault;
        this.clock = clock;
    }

    ListAlertWebhooksResponse list(ListAlertWebhooksRequest request) {
        Set<String> whose = AskedApi.whose(request.getTenantId());
        String filter = "webhooks|" + whose;
        int size = AskedApi.size(request.getPageSize());
        List<Webhook> found = store.list(whose, AskedApi.place(request.getPageToken(), filter), size + 1);
        List<Webhook> page = found.subList(0, Math.min(size, found.size()));
        return ListAlertWebhooksResponse.newBuilder()
                .addAllWebhooks(page.stream().map(AlertWire::webhook).toList())
                .setNextPageToken(
                        found.size() > size ? AskedApi.token(page.getLast().webhookId(), filter) : "")
                .build();
    }

    CreateAlertWebhookResponse create(CreateAlertWebhookRequest request) {
        check(request.getUrl(), request.getRulesList(), request.getSecret());
        String made = request.getSecret().isEmpty() ? newSecret() : "";
        Secret secret = Secret.of(made.isEmpty() ? request.getSecret() : made);
        String id = Ids.next("awh");
        // The secret is told to whoever asked first: what is kept for a repetition does not have it.
        boolean[] first = new boolean[1];
        CreateAlertWebhookResponse answer = asked.once(
                request.getTenantId(), request.getRequestId(), request, CreateAlertWebhookResponse.parser(), sql -> {
                    Webhook added = store.add(
                            sql,
                            new Webhook(
                                    id,
                                    request.getTenantId(),
                                    request.getUrl(),
                                    true,
                                    AlertWire.severity(request.getMinSeverity()),
                                    request.getRulesList(),
                                    sealed(secret, request.getTenantId(), id),
                                    secret.hint(),
                                    null,
                                    null,
                                    0,
                                    0,
                                    null,
                                    "",
                                    clock.instant()));
                    first[0] = true;
                    return CreateAlertWebhookResponse.newBuilder()
                            .setWebhook(AlertWire.webhook(added))
                            .build();
                });
        return first[0] ? answer.toBuilder().setSecret(made).build() : answer;
    }

    UpdateAlertWebhookResponse update(UpdateAlertWebhookRequest request) {
        AlertWebhook wanted = request.getWebhook();
        List<String> named = request.getUpdateMask().getPathsList();
        Set<String> mask = named.isEmpty() ? FIELDS : Set.copyOf(named);
        Fault wrong = Fault.of(Reason.FIELD_INVALID);
        named.stream()
                .filter(path -> !FIELDS.contains(path))
                .forEach(path -> wrong.violation(
                        "update_mask",
                        "value: " + Fault.Violation.shown(path)
                                + " (expected: one of url, active, min_severity, rules)"));
        if (wrong.hasViolations()) {
            throw wrong;
        }
        check(
                mask.contains("url") ? wanted.getUrl() : "",
                mask.contains("rules") ? wanted.getRulesList() : List.of(),
                "");
        UpdateAlertWebhookResponse answer = asked.once(
                request.getTenantId(), request.getRequestId(), request, UpdateAlertWebhookResponse.parser(), sql -> {
                    Webhook before = store.locked(sql, request.getTenantId(), wanted.getWebhookId())
                            .orElseThrow(() -> missing(wanted.getWebhookId()));
                    if (before.revision() != request.getExpectedRevision()) {
                        throw Fault.of(Reason.REVISION_CONFLICT)
                                .with("expected", request.getExpectedRevision())
                                .with("actual", before.revision());
                    }
                    Webhook after = new Webhook(
                            before.webhookId(),
                            before.tenantId(),
                            mask.contains("url") ? wanted.getUrl() : before.url(),
                            mask.contains("active") ? wanted.getActive() : before.active(),
                            mask.contains("min_severity")
                                    ? AlertWire.severity(wanted.getMinSeverity())
                                    : before.minSeverity(),
                            mask.contains("rules") ? wanted.getRulesList() : before.kinds(),
                            before.secret(),
                            before.secretHint(),
                            before.previousSecret(),
                            before.previousUntil(),
                            before.revision(),
                            before.pending(),
                            before.lastSuccessTime(),
                            before.lastFailure(),
                            before.createTime());
                    return UpdateAlertWebhookResponse.newBuilder()
                            .setWebhook(AlertWire.webhook(store.save(sql, after)))
                            .build();
                });
        poster.wake();
        return answer;
    }

    DeleteAlertWebhookResponse delete(DeleteAlertWebhookRequest request) {
        return asked.once(
                request.getTenantId(), request.getRequestId(), request, DeleteAlertWebhookResponse.parser(), sql -> {
                    store.delete(sql, request.getTenantId(), request.getWebhookId());
                    return DeleteAlertWebhookResponse.getDefaultInstance();
                });
    }

    RotateAlertWebhookSecretResponse rotate(RotateAlertWebhookSecretRequest request) {
        check("", List.of(), request.getSecret());
        String made = request.getSecret().isEmpty() ? newSecret() : "";
        Secret secret = Secret.of(made.isEmpty() ? request.getSecret() : made);
        Duration overlap = request.hasOverlap() ? AlertWire.span(request.getOverlap()) : Duration.ofDays(1);
        boolean[] first = new boolean[1];
        RotateAlertWebhookSecretResponse answer = asked.once(
                request.getTenantId(),
                request.getRequestId(),
                request,
                RotateAlertWebhookSecretResponse.parser(),
                sql -> {
                    Webhook before = store.locked(sql, request.getTenantId(), request.getWebhookId())
                            .orElseThrow(() -> missing(request.getWebhookId()));
                    Instant until = clock.instant().plus(overlap);
                    Webhook after = new Webhook(
                            before.webhookId(),
                            before.tenantId(),
                            before.url(),
                            before.active(),
                            before.minSeverity(),
                            before.kinds(),
                            sealed(secret, before.tenantId(), before.webhookId()),
                            secret.hint(),
                            overlap.isZero() ? null : before.secret(),
                            overlap.isZero() ? null : until,
                            before.revision(),
                            before.pending(),
                            before.lastSuccessTime(),
                            before.lastFailure(),
                            before.createTime());
                    first[0] = true;
                    return RotateAlertWebhookSecretResponse.newBuilder()
                            .setWebhook(AlertWire.webhook(store.save(sql, after)))
                            .build();
                });
        return first[0] ? answer.toBuilder().setSecret(made).build() : answer;
    }

    TestAlertWebhookResponse test(TestAlertWebhookRequest request) {
        TestAlertWebhookResponse answer = asked.once(
                request.getTenantId(), request.getRequestId(), request, TestAlertWebhookResponse.parser(), sql -> {
                    Webhook webhook = store.locked(sql, request.getTenantId(), request.getWebhookId())
                            .orElseThrow(() -> missing(request.getWebhookId()));
                    String postId = Ids.next("pst");
                    posts.add(
                            sql,
                            List.of(new Post(
                                    webhook.tenantId(),
                                    webhook.tenantId(),
                                    webhook.webhookId(),
                                    postId,
                                    bodies.trial(webhook.webhookId(), clock.instant()))));
                    return TestAlertWebhookResponse.newBuilder()
                            .setDeliveryId(postId)
                            .build();
                });
        poster.wake();
        return answer;
    }

    /// Outside of a transaction: it resolves the URL's name.
    private void check(String url, List<String> rules, String secret) {
        Fault wrong = Fault.of(Reason.FIELD_INVALID);
        for (String rule : rules) {
            if (AlertKind.titled(rule).isEmpty()) {
                wrong.violation(
                        "rules",
                        "value: " + Fault.Violation.shown(rule) + " (expected: one of " + AskedApi.titles() + ")");
            }
        }
        if (!secret.isEmpty() && secret.length() < SHORTEST_SECRET) {
            wrong.violation("secret", "value: too short (expected: at least " + SHORTEST_SECRET + " characters)");
        }
        Optional<UrlRefusal> refused = url.isEmpty() ? Optional.empty() : http.refusalOf(url);
        if (wrong.hasViolations()) {
            refused.ifPresent(refusal -> wrong.violation(
                    "url", "value: " + Fault.Violation.shown(url) + " (expected: a URL that may be called)"));
            throw wrong;
        }
        if (refused.isPresent()) {
            throw Fault.of(Reason.ENDPOINT_URL_REFUSED)
                    .with("class", refused.get().kind())
                    .with("cause", refused.get().detail());
        }
    }

    private String sealed(Secret secret, String tenantId, String webhookId) {
        return vault.seal(secret.reveal(), tenantId, Webhook.SECRET + "/" + webhookId);
    }

    private static String newSecret() {
        byte[] key = new byte[SECRET_BYTES];
        RANDOM.nextBytes(key);
        return "whsec_" + Base64.getEncoder().encodeToString(key);
    }

    private static Fault missing(String webhookId) {
        return Fault.of(Reason.ALERT_WEBHOOK_NOT_FOUND).with("webhook_id", webhookId);
    }
}
