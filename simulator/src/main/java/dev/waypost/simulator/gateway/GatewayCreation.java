package dev.waypost.simulator.gateway;

import dev.waypost.simulator.fault.ReceiptName;
import dev.waypost.simulator.gateway.GatewayAccount.Gateway;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes accounts for sessions that a caller creates through a gateway's own face.
final class GatewayCreation {
    private GatewayCreation() {}

    static GatewayAccount account(
            Gateway gateway, String session, String apiKey, String status, String webhookUrl, String secret) {
        return new GatewayAccount(
                gateway,
                session,
                apiKey,
                status,
                url(webhookUrl),
                secret.isEmpty() ? null : secret,
                "1555" + String.format("%07d", Math.floorMod(session.hashCode(), 10_000_000)),
                "GOWS",
                List.of(ReceiptName.SENT, ReceiptName.DELIVERED, ReceiptName.READ));
    }

    static @Nullable URI url(String text) {
        try {
            return text.isEmpty() ? null : URI.create(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
