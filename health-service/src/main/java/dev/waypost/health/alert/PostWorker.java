package dev.waypost.health.alert;

import dev.waypost.lanes.LaneLeases;
import dev.waypost.lanes.LaneSettings;
import dev.waypost.lanes.LaneWorker;
import dev.waypost.lanes.RetryPolicy;
import dev.waypost.lanes.WorkItem;
import dev.waypost.platform.crypto.Vault;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.http.GuardedHttp;
import dev.waypost.platform.http.HttpAnswer;
import dev.waypost.platform.http.HttpCall;
import dev.waypost.platform.http.HttpFailure;
import dev.waypost.platform.id.Ids;
import dev.waypost.platform.log.WideEvent;
import dev.waypost.platform.settings.Secret;
import dev.waypost.platform.work.Worker;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Posts alerts: to each webhook one after the other, for as long as it takes.
@Singleton
public class PostWorker implements Worker {
    private static final Duration LONGEST_WISH = Duration.ofMinutes(10);

    private final PostStore store;
    private final WebhookStore webhooks;
    private final GuardedHttp http;
    private final Vault vault;
    private final InstantSource clock;
    private final AlertSettings settings;
    private final MeterRegistry meters;
    private final RetryPolicy retries;
    private final RandomGenerator random = RandomGenerator.getDefault();
    private final LaneWorker<Post, Posted> worker;

    PostWorker(
            PostStore store,
            WebhookStore webhooks,
            Db db,
            GuardedHttp http,
            Vault vault,
            InstantSource clock,
            AlertSettings settings,
            MeterRegistry meters) {
        this.store = store;
        this.webhooks = webhooks;
        this.http = http;
        this.vault = vault;
        this.clock = clock;
        this.settings = settings;
        this.meters = meters;
        this.retries = new RetryPolicy(settings.retryBase(), settings.retryCap(), Integer.MAX_VALUE, LONGEST_WISH);
        // One post at a time for each webhook, and few at once: nobody waits for an alert within milliseconds.
        this.worker = new LaneWorker<>(
                PostStore.QUEUE,
                store,
                new LaneLeases(PostStore.QUEUE, db),
                this::post,
                LaneSettings.defaults().withInFlight(32, 1).withPoll(Duration.ofMillis(500)));
    }

    @Override
    public void start() {
        if (settings.enabled()) {
            worker.start();
        }
    }

    /// Lets posts go on that a clock which jumped back holds up.
    void unstick() {
        store.unstick(
                LONGEST_WISH.compareTo(settings.retryCap()) > 0
                        ? LONGEST_WISH.multipliedBy(2)
                        : settings.retryCap().multipliedBy(2));
    }

    /// Says that something was put in line.
    void wake() {
        if (settings.enabled()) {
            worker.wake();
        }
    }

    private Posted post(WorkItem<Post> item) {
        Post post = item.payload();
        Posted posted = webhooks.find(post.webhookTenantId(), post.webhookId())
                .filter(Webhook::active)
                .map(webhook -> post(webhook, post, item.attempts() + 1))
                .orElse(new Posted.Dropped("webhook_gone"));
        String outcome = posted.getClass().getSimpleName().toLowerCase(Locale.ROOT);
        meters.counter("waypost.health.alert.posts", "outcome", outcome).increment();
        WideEvent.of("alert.posted")
                .with("tenant_id", post.tenantId())
                .with("webhook_id", post.webhookId())
                .with("post_id", post.postId())
                .with("attempt", item.attempts() + 1)
                .with("outcome", outcome)
                .emit();
        return posted;
    }

    private Posted post(Webhook webhook, Post post, int tries) {
        String cause;
        Optional<Duration> wish = Optional.empty();
        try {
            HttpAnswer answer = http.send(new HttpCall(
                    "POST", URI.create(webhook.url()), headers(webhook, post), post.body(), settings.timeout()));
            if (answer.status() >= 200 && answer.status() < 300) {
                return new Posted.Done();
            }
            cause = "http_" + answer.status();
            wish = Optional.ofNullable(answer.headers().get("retry-after"))
                    .filter(text -> text.matches("[0-9]{1,6}"))
                    .map(text -> Duration.ofSeconds(Long.parseLong(text)));
        } catch (HttpFailure e) {
            cause = e.kind().name().toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException notAUrl) {
            cause = "url_refused";
        }
        Instant made = Ids.timeOf(post.postId());
        if (Duration.between(made, clock.instant()).compareTo(settings.giveUpAfter()) > 0) {
            return new Posted.Dropped(cause);
        }
        return retries.decide(tries, wish, random) instanceof RetryPolicy.Decision.Again again
                ? new Posted.Again(again.after(), cause)
                : new Posted.Dropped(cause);
    }

    private Map<String, String> headers(Webhook webhook, Post post) {
        Instant now = clock.instant();
        List<Secret> secrets = new ArrayList<>();
        secrets.add(opened(webhook, webhook.secret()));
        String previous = webhook.previousSecret();
        Instant until = webhook.previousUntil();
        if (previous != null && until != null && now.isBefore(until)) {
            secrets.add(opened(webhook, previous));
        }
        Map<String, String> headers = new HashMap<>();
        headers.put("Content-Type", "application/json");
        headers.put("webhook-id", post.postId());
        headers.put("webhook-timestamp", Long.toString(now.getEpochSecond()));
        headers.put("webhook-signature", AlertSignature.of(post.postId(), now, post.body(), secrets));
        return headers;
    }

    private Secret opened(Webhook webhook, String sealed) {
        return Secret.of(vault.open(sealed, webhook.tenantId(), Webhook.SECRET + "/" + webhook.webhookId()));
    }

    @Override
    public void close() {
        if (settings.enabled()) {
            worker.close();
        }
    }
}
