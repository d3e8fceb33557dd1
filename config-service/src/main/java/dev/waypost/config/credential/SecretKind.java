package dev.waypost.config.credential;

import java.time.Duration;

/// What a secret is for, and what follows from that when it is replaced.
public enum SecretKind {
    /// Sent to the provider: only one can be sent, so there is no overlap, and only the provider can make one.
    API_KEY("apiKey", "", Duration.ZERO, 4096),
    /// What a provider signs webhooks with.
    WEBHOOK_SECRET("webhookSecret", "", Duration.ofHours(24), 1024),
    /// What Meta signs webhooks with; only Meta can make one.
    APP_SECRET("appSecret", "", Duration.ofHours(24), 1024),
    /// What Meta shows in the webhook handshake.
    VERIFY_TOKEN("verifyToken", "", Duration.ofHours(24), 1024),
    /// What deliveries to a project are signed with, in the form that Standard Webhooks libraries take.
    SIGNING_SECRET("signingSecret", "whsec_", Duration.ofHours(24), 1024);

    private final String field;
    private final String prefix;
    private final Duration overlap;
    private final int longest;

    SecretKind(String field, String prefix, Duration overlap, int longest) {
        this.field = field;
        this.prefix = prefix;
        this.overlap = overlap;
        this.longest = longest;
    }

    /// Its name in documents and in what it is bound to.
    public String field() {
        return field;
    }

    String prefix() {
        return prefix;
    }

    Duration defaultOverlap() {
        return overlap;
    }

    int longest() {
        return longest;
    }

    boolean isMadeHere() {
        return this != API_KEY && this != APP_SECRET;
    }

    boolean mayOverlap() {
        return this != API_KEY;
    }
}
