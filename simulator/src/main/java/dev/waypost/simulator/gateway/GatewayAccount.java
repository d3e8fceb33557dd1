package dev.waypost.simulator.gateway;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/// One session on a fake self-hosted gateway.
///
/// @param apiKey what callers must show; for GOWA `user:password`
/// @param status in WAHA's words, which the other faces translate into theirs
/// @param webhookUrl where the gateway says that it sends webhooks to; null = nowhere
public record GatewayAccount(
        Gateway gateway,
        String session,
        String apiKey,
        String status,
        @Nullable URI webhookUrl) {

    /// Which software the gateway is.
    public enum Gateway {
        WAHA,
        GOWA,
        EVOLUTION
    }

    boolean isWorking() {
        return status.equals("WORKING");
    }

    String webhook() {
        return webhookUrl == null ? "" : webhookUrl.toString();
    }

    /// Secrets stay out of logs.
    @Override
    public String toString() {
        return "GatewayAccount[" + gateway + " " + session + "]";
    }
}
