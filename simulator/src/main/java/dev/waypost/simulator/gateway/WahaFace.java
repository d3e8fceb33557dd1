package dev.waypost.simulator.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waypost.simulator.fault.ReceiptFault;
import dev.waypost.simulator.gateway.GatewayAccount.Gateway;
import dev.waypost.simulator.http.HttpAnswer;
import dev.waypost.simulator.http.Json;
import java.util.Base64;
import java.util.Optional;

/// `/waha`: its sessions and its calls, with `X-Api-Key`.
final class WahaFace {
    private final GatewaySessions sessions;
    private final GatewayMessages messages;
    private final WahaSends sends;

    WahaFace(GatewaySessions sessions, GatewayMessages messages) {
        this.sessions = sessions;
        this.messages = messages;
        this.sends = new WahaSends(messages);
    }

    HttpAnswer answer(Incoming incoming, ReceiptFault receipts) {
        if (incoming.is("GET", "ping")) {
            return HttpAnswer.json(200, Json.object().put("message", "pong"));
        }
        String key = incoming.request()
                .header("X-Api-Key")
                .or(() -> incoming.request().parameter("x-api-key"))
                .orElse("");
        if (!sessions.knowsKey(Gateway.WAHA, key)) {
            return HttpAnswer.json(
                    401, Json.object().put("message", "Unauthorized").put("statusCode", 401));
        }
        if (incoming.body() == null) {
            return refused(400, "Bad Request", Json.object().textNode("Unexpected token in JSON"));
        }
        if (incoming.path().size() > 1 && incoming.path().get(1).equals("sessions")) {
            return session(incoming, key);
        }
        if (incoming.path().size() == 4 && incoming.path().get(2).equals("auth")) {
            return find(incoming.path().get(1))
                    .map(session -> pair(incoming, session))
                    .orElseGet(WahaFace::noSession);
        }
        if (incoming.is("GET", "api", "*", "new-message-id")) {
            return HttpAnswer.json(200, Json.object().put("id", messages.newId()));
        }
        return sends.knows(incoming) ? send(incoming, receipts) : noCall(incoming);
    }

    private HttpAnswer send(Incoming incoming, ReceiptFault receipts) {
        JsonNode wrong = sends.wrong(incoming);
        if (!wrong.isEmpty()) {
            return refused(400, "Bad Request", wrong);
        }
        Optional<GatewaySession> session =
                find(incoming.fields().path("session").asText("default"));
        if (session.isEmpty()) {
            return noSession();
        }
        if (!session.get().isWorking()) {
            ObjectNode body = Json.object()
                    .put("error", "Session status is not as expected. Try again later or restart the session")
                    .put("session", session.get().account().session())
                    .put("status", session.get().status());
            body.putArray("expected").add("WORKING");
            return HttpAnswer.json(422, body);
        }
        return sends.answer(session.get(), incoming, receipts);
    }

    private HttpAnswer session(Incoming incoming, String key) {
        if (incoming.is("POST", "api", "sessions")) {
            return create(incoming.fields(), key);
        }
        if (incoming.path().size() < 3) {
            return noCall(incoming);
        }
        Optional<GatewaySession> found = find(incoming.path().get(2));
        if (found.isEmpty()) {
            return noSession();
        }
        GatewaySession session = found.get();
        if (incoming.is("GET", "api", "sessions", "*")) {
            return HttpAnswer.json(200, shown(session));
        }
        if (incoming.is("DELETE", "api", "sessions", "*")) {
            sessions.remove(Gateway.WAHA, session.account().session());
            return HttpAnswer.json(200, Json.object());
        }
        if (incoming.is("POST", "api", "sessions", "*", "start")) {
            session.start();
        } else if (incoming.is("POST", "api", "sessions", "*", "restart")) {
            session.stop();
            session.start();
        } else if (incoming.is("POST", "api", "sessions", "*", "stop")) {
            session.stop();
        } else if (incoming.is("POST", "api", "sessions", "*", "logout")) {
            session.logout();
        } else {
            return noCall(incoming);
        }
        messages.statusChanged(session);
        return HttpAnswer.json(201, shown(session));
    }

    private HttpAnswer create(ObjectNode fields, String key) {
        String name = fields.path("name").asText("default");
        if (find(name).isPresent()) {
            return refused(
                    422, "Unprocessable Entity", Json.object().textNode("Session '" + name + "' already exists."));
        }
        boolean starts = fields.path("start").asBoolean(true);
        JsonNode webhook = fields.path("config").path("webhooks").path(0);
        sessions.put(GatewayCreation.account(
                Gateway.WAHA,
                name,
                key,
                starts ? "SCAN_QR_CODE" : "STOPPED",
                webhook.path("url").asText(""),
                webhook.path("hmac").path("key").asText("")));
        return HttpAnswer.json(201, shown(find(name).orElseThrow()));
    }

    private HttpAnswer pair(Incoming incoming, GatewaySession session) {
        GatewaySession.Qr qr = session.qr();
        boolean code = incoming.is("POST", "api", "*", "auth", "request-code");
        if (!code && !incoming.is("GET", "api", "*", "auth", "qr")) {
            return noCall(incoming);
        }
        if (qr == null) {
            ObjectNode body = Json.object()
                    .put("error", "Session status is not as expected. Try again later or restart the session")
                    .put("session", session.account().session())
                    .put("status", session.status());
            body.putArray("expected").add("SCAN_QR_CODE");
            return HttpAnswer.json(422, body);
        }
        if (code) {
            String phone = incoming.fields().path("phoneNumber").asText("");
            if (!phone.matches("\\d{5,15}")) {
                return refused(400, "Bad Request", Json.array().add("phoneNumber must be a string"));
            }
            String letters = session.pairingCode(phone);
            return HttpAnswer.json(
                    201, Json.object().put("code", letters.substring(0, 4) + "-" + letters.substring(4)));
        }
        if (incoming.request().parameter("format").orElse("").equals("raw")) {
            return HttpAnswer.json(200, Json.object().put("value", qr.text()));
        }
        byte[] png = QrPicture.png(qr.text());
        boolean json = incoming.request().header("Accept").orElse("").contains("application/json");
        return json
                ? HttpAnswer.json(
                        200,
                        Json.object()
                                .put("mimetype", "image/png")
                                .put("data", Base64.getEncoder().encodeToString(png)))
                : HttpAnswer.of(200, "image/png", png);
    }

    private Optional<GatewaySession> find(String name) {
        return sessions.find(Gateway.WAHA, name);
    }

    private static ObjectNode shown(GatewaySession session) {
        GatewayAccount account = session.account();
        ObjectNode shown = Json.object().put("name", account.session()).put("status", session.status());
        var webhooks = shown.putObject("config").putArray("webhooks");
        if (account.webhookUrl() != null) {
            ObjectNode webhook = webhooks.addObject().put("url", account.webhook());
            webhook.putArray("events").add("message").add("message.ack").add("session.status");
        }
        if (session.isLoggedIn()) {
            shown.putObject("me").put("id", account.number() + "@c.us").put("pushName", "Simulated Business");
        }
        shown.putObject("engine").put("engine", account.engine());
        shown.putObject("presence");
        shown.putObject("timestamps").putNull("activity");
        return shown;
    }

    static HttpAnswer refused(int status, String error, JsonNode message) {
        ObjectNode body = Json.object();
        body.set("message", message);
        return HttpAnswer.json(status, body.put("error", error).put("statusCode", status));
    }

    private static HttpAnswer noSession() {
        return refused(404, "Not Found", Json.object().textNode("Session not found"));
    }

    private static HttpAnswer noCall(Incoming incoming) {
        String call = incoming.request().method() + " /" + String.join("/", incoming.path());
        return refused(404, "Not Found", Json.object().textNode("Cannot " + call));
    }

    /// The error of a code that a fault plan names: an HTTP status, or 463.
    static HttpAnswer.Sent coded(Incoming incoming, int code) {
        if (code == 463 || code >= 500) {
            String said = code == 463 ? "2 UNKNOWN: server returned error 463" : "code " + code;
            ObjectNode body = Json.object().put("statusCode", 500).put("timestamp", "2026-09-21T14:13:20.000Z");
            body.putObject("exception")
                    .put("message", said)
                    .put("code", 2)
                    .put("details", said)
                    .put("name", "Error");
            ObjectNode request = body.putObject("request")
                    .put("path", incoming.request().path())
                    .put("method", incoming.request().method());
            // As the real one: what was asked for comes back, texts and all.
            request.set("body", incoming.fields());
            request.putObject("query");
            body.putObject("version")
                    .put("version", "2026.7.1")
                    .put("engine", "GOWS")
                    .put("tier", "PLUS");
            return HttpAnswer.json(code == 463 ? 500 : code, body);
        }
        ObjectNode body = Json.object().put("message", code == 401 ? "Unauthorized" : "code " + code);
        return HttpAnswer.json(code, body.put("statusCode", code));
    }
}
