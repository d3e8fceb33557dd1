package dev.waypost.simulator.gateway;

import dev.waypost.simulator.fault.ReceiptName;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One session on a fake self-hosted gateway, as it was registered.
///
/// @param apiKey what callers must show; for GOWA `user:password`
/// @param status in WAHA's words, which the other faces translate into theirs
/// @param webhookUrl where its webhooks go; null = nowhere
/// @param webhookSecret what they are signed with; null = not at all
/// @param number digits of the number that is, or will be, logged in
/// @param engine of WAHA: `GOWS`, `NOWEB` or `WEBJS`, which differ in what they answer
/// @param statuses what the sender of a message is told, in this order
public record GatewayAccount(
        Gateway gateway,
        String session,
        String apiKey,
        String status,
        @Nullable URI webhookUrl,
        @Nullable String webhookSecret,
        String number,
        String engine,
        List<ReceiptName> statuses) {

    /// Which software the gateway is.
    public enum Gateway {
        WAHA,
        GOWA,
        EVOLUTION
    }

    GatewayAccount withWebhook(@Nullable URI url, @Nullable String secret) {
        return new GatewayAccount(gateway, session, apiKey, status, url, secret, number, engine, statuses);
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
