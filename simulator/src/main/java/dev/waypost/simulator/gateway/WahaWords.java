package dev.waypost.simulator.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waypost.simulator.fault.ReceiptName;
import dev.waypost.simulator.http.Digest;
import dev.waypost.simulator.http.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// WAHA's webhooks: an envelope with an id of its own, signed with SHA-512, repeated fifteen times.
final class WahaWords implements GatewayWords {
    private static final int TRIES = 15;
    private static final Duration WAIT = Duration.ofSeconds(2);

    @Override
    public Optional<ObjectNode> receipt(GatewaySession session, Sent message, ReceiptName name, Instant at) {
        ObjectNode body = envelope(session, "message.ack", at, message.id() + name);
        ObjectNode payload = payload(body)
                .put("id", ownId(message))
                .put("from", chat(message.chat()))
                .put("to", session.account().number() + "@c.us")
                .putNull("participant")
                .put("fromMe", true);
        switch (name) {
            case SENT -> payload.put("ack", 1).put("ackName", "SERVER");
            case DELIVERED -> payload.put("ack", 2).put("ackName", "DEVICE");
            case READ -> payload.put("ack", 3).put("ackName", "READ");
            case FAILED -> payload.put("ack", -1).put("ackName", "ERROR");
        }
        payload.putObject("_data");
        return Optional.of(body);
    }

    @Override
    public ObjectNode inbound(GatewaySession session, GatewayInbound inbound, String id, Instant at) {
        ObjectNode body = envelope(session, "message", at, id);
        String from = inbound.from() + "@c.us";
        ObjectNode payload = payload(body)
                .put("id", "false_" + from + "_" + id)
                .put("timestamp", at.getEpochSecond())
                .put("from", from)
                .put("fromMe", false)
                .put("source", "app")
                .put("to", session.account().number() + "@c.us")
                .putNull("participant")
                .put("body", inbound.text())
                .put("hasMedia", false)
                .putNull("media")
                .put("ack", 1)
                .put("ackName", "SERVER");
        payload.putArray("vCards");
        if (inbound.replyTo() == null) {
            payload.putNull("replyTo");
        } else {
            payload.putObject("replyTo").put("id", inbound.replyTo());
        }
        ObjectNode details = payload.putObject("_data");
        if (inbound.name() != null) {
            details.put("notifyName", inbound.name());
        }
        return body;
    }

    @Override
    public Optional<ObjectNode> status(GatewaySession session, Instant at) {
        ObjectNode body = envelope(session, "session.status", at, session.status() + at);
        ObjectNode payload = payload(body)
                .put("name", session.account().session())
                .put("status", session.status())
                .putNull("data");
        payload.putArray("statuses").addObject().put("status", session.status()).put("timestamp", at.toEpochMilli());
        return Optional.of(body);
    }

    @Override
    public Map<String, String> headers(GatewayAccount account, byte[] body, Instant at) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json");
        headers.put("User-Agent", "WAHA/2026.7.1");
        headers.put("X-Webhook-Request-Id", Digest.hex(body).substring(0, 26));
        headers.put("X-Webhook-Timestamp", String.valueOf(at.toEpochMilli()));
        if (account.webhookSecret() != null) {
            byte[] digest = Hmac.of("HmacSHA512", account.webhookSecret(), body);
            headers.put("X-Webhook-Hmac", HexFormat.of().formatHex(digest));
            headers.put("X-Webhook-Hmac-Algorithm", "sha512");
        }
        return headers;
    }

    @Override
    public Optional<Duration> again(int failures, int status) {
        return failures <= TRIES ? Optional.of(WAIT) : Optional.empty();
    }

    static String ownId(Sent message) {
        return "true_" + chat(message.chat()) + "_" + message.id();
    }

    private static String chat(String chat) {
        return chat.replace("@s.whatsapp.net", "@c.us");
    }

    private static ObjectNode payload(ObjectNode body) {
        return (ObjectNode) body.get("payload");
    }

    private static ObjectNode envelope(GatewaySession session, String event, Instant at, String of) {
        GatewayAccount account = session.account();
        String id = Digest.hex(account.session() + event + of).substring(0, 26).toLowerCase(Locale.ROOT);
        ObjectNode body = Json.object()
                .put("id", "evt_" + id)
                .put("timestamp", at.toEpochMilli())
                .put("event", event)
                .put("session", account.session());
        body.putObject("metadata");
        body.putObject("me").put("id", account.number() + "@c.us").put("pushName", "Simulated Business");
        body.putObject("payload");
        body.put("engine", account.engine());
        body.putObject("environment").put("tier", "PLUS").put("version", "2026.7.1");
        return body;
    }
}
