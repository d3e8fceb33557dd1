package dev.waypost.simulator.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waypost.simulator.fault.ReceiptName;
import dev.waypost.simulator.http.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/// GOWA's webhooks: no id of their own, signed as Meta signs, five tries; of its sessions it tells nothing.
final class GowaWords implements GatewayWords {
    private static final int TRIES = 5;
    /// What GOWA signs with when nobody chose a secret.
    private static final String USUAL_SECRET = "secret";

    /// That a message was sent is told by nothing but the answer to the send, and that it failed not at all.
    @Override
    public Optional<ObjectNode> receipt(GatewaySession session, Sent message, ReceiptName name, Instant at) {
        String type = switch (name) {
            case DELIVERED -> "delivered";
            case READ -> "read";
            case SENT, FAILED -> "";
        };
        if (type.isEmpty()) {
            return Optional.empty();
        }
        ObjectNode body = envelope(session, "message.ack")
                .put("timestamp", at.truncatedTo(ChronoUnit.SECONDS).toString());
        ObjectNode payload = body.putObject("payload");
        payload.putArray("ids").add(message.id());
        payload.put("chat_id", message.chat())
                .put("from", message.chat())
                .put("sender_display_name", "Simulated User")
                .put("receipt_type", type)
                .put("receipt_type_description", type + " to the user's device.");
        return Optional.of(body);
    }

    @Override
    public ObjectNode inbound(GatewaySession session, GatewayInbound inbound, String id, Instant at) {
        String from = inbound.from() + "@s.whatsapp.net";
        String name = inbound.name() == null ? "" : inbound.name();
        ObjectNode body = envelope(session, "message");
        ObjectNode payload = body.putObject("payload")
                .put("id", id)
                .put("chat_id", from)
                .put("from", from)
                .put("sender_display_name", name)
                .put("from_name", name)
                .put("is_from_me", false)
                .put("timestamp", at.truncatedTo(ChronoUnit.SECONDS).toString())
                .put("body", inbound.text());
        if (inbound.replyTo() != null) {
            payload.put("replied_to_id", inbound.replyTo());
        }
        return body;
    }

    @Override
    public Optional<ObjectNode> status(GatewaySession session, Instant at) {
        return Optional.empty();
    }

    @Override
    public Map<String, String> headers(GatewayAccount account, byte[] body, Instant at) {
        String secret = account.webhookSecret() == null ? USUAL_SECRET : account.webhookSecret();
        return Map.of(
                "Content-Type",
                "application/json",
                "X-Hub-Signature-256",
                "sha256=" + HexFormat.of().formatHex(Hmac.of("HmacSHA256", secret, body)));
    }

    @Override
    public Optional<Duration> again(int failures, int status) {
        return failures < TRIES ? Optional.of(Duration.ofSeconds(1L << (failures - 1))) : Optional.empty();
    }

    private static ObjectNode envelope(GatewaySession session, String event) {
        return Json.object()
                .put("event", event)
                .put("device_id", session.account().number() + "@s.whatsapp.net")
                .put("session_id", session.account().session());
    }
}
