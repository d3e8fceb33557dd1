package dev.waypost.simulator.meta;

import dev.waypost.simulator.webhook.Subscriber;
import dev.waypost.simulator.webhook.WebhookSettings;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Whoever gets the webhooks of one business number: signed over the bytes, repeated for days unless answered with
/// exactly 200.
public final class MetaSubscriber implements Subscriber {
    private final MetaAccounts accounts;
    private final String phoneNumberId;
    private final WebhookSettings settings;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Instant end;

    private MetaSubscriber(Directory directory, String phoneNumberId) {
        this.accounts = directory.accounts();
        this.phoneNumberId = phoneNumberId;
        this.settings = directory.settings();
        this.clock = directory.clock();
        this.random = directory.random();
        this.end = clock.instant().plus(settings.retryFor());
    }

    /// Knows where every number's webhooks go.
    public record Directory(
            MetaAccounts accounts, WebhookSettings settings, InstantSource clock, RandomGenerator random) {

        Subscriber of(MetaAccount account) {
            return new MetaSubscriber(this, account.phoneNumberId());
        }
    }

    @Override
    public Optional<Letter> letter(byte[] body) {
        MetaAccount account = accounts.find(phoneNumberId).orElse(null);
        URI url = account == null ? null : account.webhookUrl();
        if (account == null || url == null) {
            return Optional.empty();
        }
        return Optional.of(new Letter(
                url,
                Map.of(
                        "Content-Type",
                        "application/json",
                        "User-Agent",
                        "facebookexternalua",
                        "X-Hub-Signature-256",
                        Signature.of(account.appSecret(), body))));
    }

    @Override
    public boolean taken(int status) {
        return status == 200;
    }

    /// The first repetition comes at once, then ever more slowly.
    @Override
    public Optional<Duration> again(int failures, int status) {
        if (failures == 1) {
            return Optional.of(Duration.ZERO);
        }
        Duration wait = settings.retryFirst().multipliedBy(1L << Math.min(failures - 2, 20));
        Duration bounded = wait.compareTo(settings.retryMost()) > 0 ? settings.retryMost() : wait;
        Duration jittered = bounded.plusMillis((long) (bounded.toMillis() * 0.2 * random.nextDouble()));
        return clock.instant().plus(jittered).isBefore(end) ? Optional.of(jittered) : Optional.empty();
    }
}
