package dev.waypost.send.session;

import dev.waypost.platform.settings.Doc;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/// How sessions at self-hosted gateways are worked.
@ConfigurationProperties("waypost.send.sessions")
public record SessionSettings(
        @Bindable(defaultValue = "20") @Doc("Most sessions of one tenant that run, or try to, at the same time.")
        int maxPerTenant,

        @Bindable(defaultValue = "1000") @Doc("Most sessions of all tenants that run, or try to, at the same time.")
        int maxTotal,

        @Bindable(defaultValue = "6") @Doc("QR or pairing codes shown before a pairing is given up.")
        int maxCodes,

        @Bindable(defaultValue = "5m") @Doc("Time after which a pairing that nobody completes is given up.")
        Duration longestPairing,

        @Bindable(defaultValue = "30s") @Doc("Time between two looks at a session that works.")
        Duration lookInterval,

        @Bindable(defaultValue = "2s") @Doc("Time between two looks at a session that waits for a person.")
        Duration pairingInterval,

        @Bindable(defaultValue = "10s") @Doc("Longest time that one call to a gateway's session may take.")
        Duration callTimeout,

        @Bindable(defaultValue = "90s")
        @Doc("How long a process may work a session without a sign of life before another takes it over.")
        Duration lease,

        @Bindable(defaultValue = "500ms") @Doc("How often a process looks for sessions that are due.")
        Duration pollInterval,

        @Bindable(defaultValue = "32") @Doc("Most sessions that one process works at the same time.")
        int atOnce,

        @Bindable(defaultValue = "15m")
        @Doc("How long messages through a session that claims to work may stay unacknowledged before it is restarted.")
        Duration muteAfter,

        @Bindable(defaultValue = "5") @Doc("How many unacknowledged messages it takes to restart such a session.")
        int muteMessages,

        @Bindable(defaultValue = "0s")
        @Doc("Time without a message after which a session is stopped and its log-in kept, where the gateway can"
                + " do that; 0s stops none. A stopped session receives nothing.")
        Duration idleTtl,

        @Bindable(defaultValue = "30d") @Doc("How long a session is remembered after it ended.")
        Duration keep,

        @Bindable(defaultValue = "")
        @Doc("Public address of webhook-ingress, such as https://hooks.example.com: new sessions send their events"
                + " there. Empty leaves that to the gateway's own settings.")
        String webhookBase) {
    public SessionSettings {
        if (maxPerTenant < 1 || maxTotal < 1 || maxCodes < 1 || atOnce < 1 || muteMessages < 1) {
            throw new IllegalArgumentException(
                    "max-per-tenant, max-total, max-codes, at-once and mute-messages must be at least 1");
        }
        if (lease.compareTo(callTimeout.multipliedBy(6)) < 0) {
            throw new IllegalArgumentException("lease must be at least six times call-timeout: " + lease);
        }
    }
}
