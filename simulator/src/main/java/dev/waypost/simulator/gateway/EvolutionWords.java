package dev.waypost.simulator.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waypost.simulator.fault.ReceiptName;
import dev.waypost.simulator.http.Digest;
import dev.waypost.simulator.http.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Evolution's webhooks: no signature over the body, only a token that lives ten minutes; they carry the instance's
/// key.
final class EvolutionWords implements GatewayWords {
    private static final int TRIES = 10;
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Set<Integer> FOR_GOOD = Set.of(400, 401, 403, 404, 422);

    @Override
    public Optional<ObjectNode> receipt(GatewaySession session, Sent message, ReceiptName name, Instant at) {
        ObjectNode body = envelope(session, "messages.update", at);
        String status = switch (name) {
            case SENT -> "SERVER_ACK";
            case DELIVERED -> "DELIVERY_ACK";
            case READ -> "READ";
            case FAILED -> "ERROR";
        };
        data(body)
                .put("keyId", message.id())
                .put("remoteJid", message.chat())
                .put("fromMe", true)
                .putNull("participant")
                .put("status", status)
                .put("instanceId", instanceId(session))
                .put("messageId", "cm" + Digest.hex(message.id()).substring(0, 23));
        return Optional.of(body);
    }

    @Override
    public ObjectNode inbound(GatewaySession session, GatewayInbound inbound, String id, Instant at) {
        ObjectNode body = envelope(session, "messages.upsert", at);
        ObjectNode data = data(body);
        data.putObject("key")
                .put("remoteJid", inbound.from() + "@s.whatsapp.net")
                .put("fromMe", false)
                .put("id", id);
        if (inbound.name() != null) {
            data.put("pushName", inbound.name());
        }
        data.put("status", "DELIVERY_ACK");
        data.putObject("message").put("conversation", inbound.text());
        if (inbound.replyTo() != null) {
            data.putObject("contextInfo").put("stanzaId", inbound.replyTo());
        }
        data.put("messageType", "conversation")
                .put("messageTimestamp", at.getEpochSecond())
                .put("instanceId", instanceId(session))
                .put("source", "android");
        return body;
    }

    @Override
    public Optional<ObjectNode> status(GatewaySession session, Instant at) {
        ObjectNode body = envelope(session, "connection.update", at);
        String state = state(session.status());
        data(body)
                .put("instance", session.account().session())
                .put("wuid", session.account().number() + "@s.whatsapp.net")
                .put("state", state)
                .put("statusReason", state.equals("open") ? 200 : 401);
        return Optional.of(body);
    }

    @Override
    public Map<String, String> headers(GatewayAccount account, byte[] body, Instant at) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json");
        headers.put("User-Agent", "axios/1.21.1");
        if (account.webhookSecret() != null) {
            headers.put("Authorization", "Bearer " + token(account.webhookSecret(), at));
        }
        return headers;
    }

    @Override
    public Optional<Duration> again(int failures, int status) {
        if (FOR_GOOD.contains(status) || failures >= TRIES) {
            return Optional.empty();
        }
        Duration wait = Duration.ofSeconds(5).multipliedBy(1L << (failures - 1));
        return Optional.of(wait.compareTo(LONGEST) > 0 ? LONGEST : wait);
    }

    /// In Evolution's words.
    static String state(String status) {
        return switch (status) {
            case "WORKING" -> "open";
            case "SCAN_QR_CODE", "STARTING" -> "connecting";
            default -> "close";
        };
    }

    static String instanceId(GatewaySession session) {
        String hex = Digest.hex(session.account().session());
        return hex.substring(0, 8) + "-" + hex.substring(8, 12) + "-4" + hex.substring(13, 16) + "-8"
                + hex.substring(17, 20) + "-" + hex.substring(20, 32);
    }

    private static String token(String secret, Instant at) {
        long issued = at.getEpochSecond();
        String head = base64("{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8));
        String claims = base64(Json.bytes(Json.object()
                .put("iat", issued)
                .put("exp", issued + 600)
                .put("app", "evolution")
                .put("action", "webhook")));
        String signed = head + "." + claims;
        return signed + "." + base64(Hmac.of("HmacSHA256", secret, signed.getBytes(StandardCharsets.UTF_8)));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static ObjectNode data(ObjectNode body) {
        return (ObjectNode) body.get("data");
    }

    private static ObjectNode envelope(GatewaySession session, String event, Instant at) {
        GatewayAccount account = session.account();
        ObjectNode body = Json.object().put("event", event).put("instance", account.session());
        body.putObject("data");
        return body.put("destination", account.webhook())
                .put("date_time", at.toString())
                .put("sender", account.number() + "@s.whatsapp.net")
                .put("server_url", "http://127.0.0.1")
                .put("apikey", account.apiKey());
    }
}
