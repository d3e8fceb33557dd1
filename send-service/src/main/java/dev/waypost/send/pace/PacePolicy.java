package dev.waypost.send.pace;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Knows the limits that a message has to keep.
public final class PacePolicy {
    private static final Duration DAY = Duration.ofDays(1);

    private PacePolicy() {}

    /// A number of ours, as its provider counts it.
    ///
    /// @param number the provider's name of it: two endpoints of one number share its limits
    /// @param perSecond what Meta grants the number
    public sealed interface Sender {
        String number();

        String apiUrl();

        /// One of Meta's.
        record Meta(String number, String apiUrl, int perSecond) implements Sender {}

        /// One of a self-hosted gateway, which WhatsApp takes for a phone.
        ///
        /// @param ageDays how long it has sent
        record Gateway(String number, String apiUrl, int ageDays) implements Sender {}
    }

    /// The tenant's own limit: a whole window's messages at once, then as steadily as they come back.
    public static Bucket tenant(String tenantId, int limit, Duration window) {
        return Bucket.of("tenant:" + tenantId, limit, window, limit);
    }

    /// @param isNew whether nothing was ever exchanged with the user through this number
    public static List<Bucket> dispatch(PaceSettings settings, Sender sender, String user, boolean isNew) {
        List<Bucket> buckets = new ArrayList<>(4);
        String number = sender.number();
        Duration second = Duration.ofSeconds(1);
        switch (sender) {
            case Sender.Meta meta -> {
                buckets.add(Bucket.of("number:" + number, meta.perSecond(), second, atOnce(meta.perSecond())));
                buckets.add(Bucket.of(
                        "pair:" + number + ":" + user, 1, settings.metaPairInterval(), settings.metaPairBurst()));
            }
            case Sender.Gateway gateway -> {
                buckets.add(Bucket.of(
                        "number:" + number,
                        settings.gatewayPerMinute(),
                        Duration.ofMinutes(1),
                        settings.gatewayBurst()));
                buckets.add(Bucket.of(
                        "server:" + server(gateway.apiUrl()),
                        settings.serverPerSecond(),
                        second,
                        atOnce(settings.serverPerSecond())));
                if (isNew && settings.newContactsPerDay() > 0) {
                    int perDay = warm(settings, settings.newContactsPerDay(), gateway.ageDays());
                    buckets.add(Bucket.of("new:" + number, perDay, DAY, perDay));
                }
            }
        }
        return buckets;
    }

    /// What a number may send, whoever it writes to.
    static double perSecond(PaceSettings settings, Sender sender) {
        return switch (sender) {
            case Sender.Meta meta -> meta.perSecond();
            // What it may send at once counts too, or a burst would be spaced.
            case Sender.Gateway _ -> Math.max(1, settings.gatewayPerMinute() / 60.0) * settings.gatewayBurst();
        };
    }

    /// A tenth of a second's messages: what a full bucket adds to the first second stays small.
    private static long atOnce(int perSecond) {
        return Math.max(1, perSecond / 10);
    }

    /// Grows from day to day until the number is warm.
    static int warm(PaceSettings settings, int full, int ageDays) {
        if (ageDays + 1 >= settings.warmUpDays()) {
            return full;
        }
        return Math.max(1, (int) ((long) full * (ageDays + 1) / settings.warmUpDays()));
    }

    private static String server(String apiUrl) {
        URI uri = URI.create(apiUrl);
        return uri.getAuthority() == null ? apiUrl : uri.getAuthority();
    }
}
