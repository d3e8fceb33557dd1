package dev.waypost.simulator.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waypost.simulator.fault.ReceiptFault;
import dev.waypost.simulator.gateway.GatewayAccount.Gateway;
import dev.waypost.simulator.http.HttpAnswer;
import dev.waypost.simulator.http.HttpRequest;
import dev.waypost.simulator.http.Json;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `/gowa`: its devices and its calls, under basic authentication.
final class GowaFace {
    /// The statuses of GOWA's code words.
    private static final Map<String, Integer> STATUSES = Map.ofEntries(
            Map.entry("AUTHENTICATION_ERROR", 401),
            Map.entry("DEVICE_NOT_FOUND", 404),
            Map.entry("NOT_FOUND", 404),
            Map.entry("CONTEXT_ERROR", 408),
            Map.entry("WA_REACHOUT_TIMELOCK", 429),
            Map.entry("INTERNAL_SERVER_ERROR", 500),
            Map.entry("INVALID_WA_CLI", 500),
            Map.entry("UPLOAD_MEDIA_ERROR", 500),
            Map.entry("WEBHOOK_ERROR", 500),
            Map.entry("QR_CHANNEL_ERROR", 500),
            Map.entry("SESSION_SAVED_ERROR", 500),
            Map.entry("DEVICE_MANAGER_UNAVAILABLE", 503),
            Map.entry("GATEWAY_TIMEOUT", 504));
    private static final Set<String> DEVICE_CALLS =
            Set.of("status", "webhook", "login", "login/code", "logout", "reconnect", "");

    private final GatewaySessions sessions;
    private final GatewayMessages messages;
    private final GowaSends sends;

    GowaFace(GatewaySessions sessions, GatewayMessages messages) {
        this.sessions = sessions;
        this.messages = messages;
        this.sends = new GowaSends(messages);
    }

    HttpAnswer answer(Incoming incoming, ReceiptFault receipts) {
        if (incoming.is("GET", "health")) {
            return HttpAnswer.of(200, "text/plain; charset=utf-8", "OK".getBytes(StandardCharsets.UTF_8));
        }
        String key = credentials(incoming.request());
        if (!sessions.knowsKey(Gateway.GOWA, key)) {
            return HttpAnswer.of(401, "text/plain; charset=utf-8", "Unauthorized".getBytes(StandardCharsets.UTF_8));
        }
        if (incoming.body() == null) {
            return coded("BAD_REQUEST", "invalid request body");
        }
        if (incoming.path().size() == 3
                && incoming.path().subList(0, 2).equals(java.util.List.of("statics", "qrcode"))) {
            return picture(incoming.path().get(2));
        }
        if (incoming.is("POST", "devices")) {
            return create(incoming.fields(), key);
        }
        if (incoming.path().getFirst().equals("devices") && incoming.path().size() > 1) {
            String call =
                    String.join("/", incoming.path().subList(2, incoming.path().size()));
            return DEVICE_CALLS.contains(call)
                    ? sessions.find(Gateway.GOWA, incoming.path().get(1))
                            .map(session -> device(incoming, session, call))
                            .orElseGet(() -> coded("DEVICE_NOT_FOUND", "device not found"))
                    : coded("NOT_FOUND", "no such path");
        }
        return named(incoming)
                .map(session -> onDevice(incoming, session, receipts))
                .orElseGet(() -> device(incoming) == null
                        ? coded("DEVICE_ID_REQUIRED", "device_id is required")
                        : coded("DEVICE_NOT_FOUND", "device not found"));
    }

    private HttpAnswer onDevice(Incoming incoming, GatewaySession session, ReceiptFault receipts) {
        if (incoming.is("GET", "app", "status")) {
            return success("Connection status retrieved", status(session));
        }
        if (incoming.is("GET", "user", "check")) {
            return success("Success check user", Json.object().put("is_on_whatsapp", true));
        }
        return sends.answer(session, incoming, receipts).orElseGet(() -> coded("NOT_FOUND", "no such path"));
    }

    private HttpAnswer device(Incoming incoming, GatewaySession session, String call) {
        String method = incoming.request().method();
        return switch (method + " " + call) {
            case "GET status" -> success("Device status", status(session));
            case "GET webhook" -> success("Device webhook retrieved", webhook(session));
            case "PATCH webhook" -> {
                ObjectNode fields = incoming.fields();
                session.account(session.account()
                        .withWebhook(
                                GatewayCreation.url(fields.path("webhook_url").asText("")),
                                fields.path("webhook_secret").asText(null)));
                yield success("Device webhook updated", webhook(session));
            }
            case "GET login" -> login(incoming, session);
            case "POST login/code" -> loginByCode(incoming, session);
            case "POST logout" -> {
                session.logout();
                yield success(
                        "Logout success",
                        Json.object().put("device_id", session.account().session()));
            }
            case "POST reconnect" -> {
                session.start();
                yield success("Reconnect success", Json.object());
            }
            case "DELETE " -> {
                sessions.remove(Gateway.GOWA, session.account().session());
                yield success("Device removed", Json.object());
            }
            case "GET " -> success("Device info", status(session));
            default -> coded("NOT_FOUND", "no such path");
        };
    }

    private HttpAnswer login(Incoming incoming, GatewaySession session) {
        if (session.isWorking()) {
            return coded("ALREADY_LOGGED_IN", "you are already logged in.");
        }
        GatewaySession.Qr qr = code(session);
        String host = incoming.request().header("Host").orElse("127.0.0.1");
        ObjectNode results = Json.object()
                .put("device_id", session.account().session())
                // The host is the server's own idea of itself, which need not be the caller's.
                .put(
                        "qr_link",
                        "http://" + host + "/gowa/statics/qrcode/scan-qr-"
                                + qr.text().substring(2) + ".png")
                .put("qr_duration", qr.left().toSeconds());
        return success("Login success", results);
    }

    private HttpAnswer loginByCode(Incoming incoming, GatewaySession session) {
        String phone = incoming.request().parameter("phone").orElse("");
        if (!phone.matches("[1-9]\\d{4,14}")) {
            return coded("VALIDATION_ERROR", "phone: invalid format.");
        }
        if (session.isWorking()) {
            return coded("ALREADY_LOGGED_IN", "you are already logged in.");
        }
        code(session);
        String letters = session.pairingCode(phone);
        return success(
                "Login with code started",
                Json.object()
                        .put("device_id", session.account().session())
                        .put("pair_code", letters.substring(0, 4) + "-" + letters.substring(4)));
    }

    /// Every log-in begins anew when none is under way.
    private static GatewaySession.Qr code(GatewaySession session) {
        GatewaySession.Qr qr = session.qr();
        if (qr != null) {
            return qr;
        }
        session.logout();
        session.start();
        return java.util.Objects.requireNonNull(session.qr());
    }

    private HttpAnswer picture(String file) {
        String code = file.replace("scan-qr-", "").replace(".png", "");
        boolean known = sessions.of(Gateway.GOWA).stream()
                .map(GatewaySession::qr)
                .anyMatch(qr -> qr != null && qr.text().equals("2@" + code));
        return known ? HttpAnswer.of(200, "image/png", QrPicture.png("2@" + code)) : HttpAnswer.html(404, "Cannot GET");
    }

    private HttpAnswer create(ObjectNode fields, String key) {
        String id = fields.path("device_id").asText(messages.newId());
        if (sessions.find(Gateway.GOWA, id).isPresent()) {
            return coded("BAD_REQUEST", "device already exists");
        }
        sessions.put(GatewayCreation.account(
                Gateway.GOWA,
                id,
                key,
                "SCAN_QR_CODE",
                fields.path("webhook_url").asText(""),
                fields.path("webhook_secret").asText("")));
        return success("Device added", Json.object().put("id", id).put("state", "disconnected"));
    }

    private Optional<GatewaySession> named(Incoming incoming) {
        String device = device(incoming);
        return device == null ? sessions.only(Gateway.GOWA) : sessions.find(Gateway.GOWA, device);
    }

    static @Nullable String device(Incoming incoming) {
        return incoming.request()
                .header("X-Device-Id")
                .map(id -> URLDecoder.decode(id, StandardCharsets.UTF_8))
                .or(() -> incoming.request().parameter("device_id"))
                .orElse(null);
    }

    private static ObjectNode status(GatewaySession session) {
        String status = session.status();
        return Json.object()
                .put("device_id", session.account().session())
                .put("is_connected", status.equals("WORKING") || status.equals("SCAN_QR_CODE"))
                .put("is_logged_in", session.isLoggedIn());
    }

    private static ObjectNode webhook(GatewaySession session) {
        return Json.object()
                .put("device_id", session.account().session())
                .put("webhook_url", session.account().webhook())
                .put("webhook_secret", session.account().webhookSecret())
                .put("webhook_events", "")
                .put("webhook_insecure_skip_verify", false);
    }

    static HttpAnswer.Sent success(String message, ObjectNode results) {
        ObjectNode body = Json.object().put("code", "SUCCESS").put("message", message);
        body.set("results", results);
        return HttpAnswer.json(200, body);
    }

    static HttpAnswer.Sent coded(String code, String message) {
        return HttpAnswer.json(
                STATUSES.getOrDefault(code, 400),
                Json.object().put("code", code).put("message", message));
    }

    private static String credentials(HttpRequest request) {
        String header = request.header("Authorization").orElse("");
        if (!header.startsWith("Basic ")) {
            return "";
        }
        try {
            return new String(Base64.getDecoder().decode(header.substring(6).strip()), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
