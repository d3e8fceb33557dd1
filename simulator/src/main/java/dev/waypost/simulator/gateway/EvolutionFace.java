package dev.waypost.simulator.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waypost.simulator.fault.ReceiptFault;
import dev.waypost.simulator.gateway.GatewayAccount.Gateway;
import dev.waypost.simulator.http.HttpAnswer;
import dev.waypost.simulator.http.HttpRequest;
import dev.waypost.simulator.http.Json;
import java.util.Base64;
import java.util.Optional;

/// `/evolution`: its instances and its calls, with `apikey`.
final class EvolutionFace {
    private static final int LEAST_META_CODE = 1000;

    private final GatewaySessions sessions;
    private final GatewayMessages messages;
    private final EvolutionSends sends;

    EvolutionFace(GatewaySessions sessions, GatewayMessages messages) {
        this.sessions = sessions;
        this.messages = messages;
        this.sends = new EvolutionSends(messages);
    }

    HttpAnswer answer(Incoming incoming, ReceiptFault receipts) {
        if (incoming.body() == null) {
            return error(400, "Internal Server Error", Json.array().add("Unexpected token in JSON"));
        }
        if (incoming.is("POST", "instance", "create")) {
            return create(incoming);
        }
        if (incoming.path().size() != 3) {
            return noCall(incoming);
        }
        // As the real one: the instance is looked for before the key is looked at.
        String name = incoming.path().get(2);
        Optional<GatewaySession> found = sessions.find(Gateway.EVOLUTION, name);
        if (found.isEmpty()) {
            return error(404, "Not Found", Json.array().add("The \"" + name + "\" instance does not exist"));
        }
        if (!found.get()
                .account()
                .apiKey()
                .equals(incoming.request().header("apikey").orElse(""))) {
            return error(401, "Unauthorized", Json.object().textNode("Unauthorized"));
        }
        GatewaySession session = found.get();
        String call = incoming.path().get(0) + "/" + incoming.path().get(1);
        return switch (incoming.request().method() + " " + call) {
            case "GET instance/connectionState" -> HttpAnswer.json(200, state(session));
            case "GET instance/connect" -> connect(incoming.request(), session);
            case "POST instance/restart" -> {
                session.start();
                yield HttpAnswer.json(200, state(session));
            }
            case "DELETE instance/logout" -> {
                session.logout();
                session.stop();
                messages.statusChanged(session);
                yield done("Instance logged out");
            }
            case "DELETE instance/delete" -> {
                sessions.remove(Gateway.EVOLUTION, name);
                yield done("Instance deleted");
            }
            case "GET webhook/find" -> HttpAnswer.json(200, webhook(session));
            case "POST webhook/set" -> setWebhook(incoming, session);
            default -> sends.answer(session, incoming, receipts).orElseGet(() -> noCall(incoming));
        };
    }

    private HttpAnswer create(Incoming incoming) {
        ObjectNode fields = incoming.fields();
        Needs needs = new Needs(fields).text("instanceName", "integration");
        if (!needs.wrong().isEmpty()) {
            return EvolutionSends.complaint(needs);
        }
        String name = fields.path("instanceName").asText();
        if (sessions.find(Gateway.EVOLUTION, name).isPresent()) {
            return error(403, "Forbidden", Json.array().add("This name \"" + name + "\" is already in use."));
        }
        String key = incoming.request().header("apikey").orElse("");
        if (!sessions.knowsKey(Gateway.EVOLUTION, key)) {
            return error(401, "Unauthorized", Json.object().textNode("Unauthorized"));
        }
        String token = fields.path("token").asText(key);
        JsonNode webhook = fields.path("webhook");
        sessions.put(GatewayCreation.account(
                Gateway.EVOLUTION,
                name,
                token.isEmpty() ? key : token,
                "STOPPED",
                webhook.path("url").asText(""),
                webhook.path("headers").path("jwt_key").asText("")));
        GatewaySession session = sessions.find(Gateway.EVOLUTION, name).orElseThrow();
        ObjectNode body = Json.object();
        body.putObject("instance")
                .put("instanceName", name)
                .put("instanceId", EvolutionWords.instanceId(session))
                .put("integration", fields.path("integration").asText())
                .put("status", "close");
        return HttpAnswer.json(201, body.put("hash", session.account().apiKey()));
    }

    private static HttpAnswer connect(HttpRequest request, GatewaySession session) {
        if (session.isWorking()) {
            return HttpAnswer.json(200, state(session));
        }
        GatewaySession.Qr qr = session.qr();
        if (qr == null) {
            session.logout();
            session.start();
            qr = session.qr();
        }
        if (qr == null) {
            return HttpAnswer.json(200, Json.object().put("count", 0));
        }
        String phone = request.parameter("number").orElse("");
        ObjectNode body = Json.object();
        if (phone.isEmpty()) {
            body.putNull("pairingCode");
        } else {
            body.put("pairingCode", session.pairingCode(phone));
        }
        String picture = Base64.getEncoder().encodeToString(QrPicture.png(qr.text()));
        return HttpAnswer.json(
                200,
                body.put("code", qr.text())
                        .put("base64", "data:image/png;base64," + picture)
                        .put("count", qr.number()));
    }

    private static HttpAnswer setWebhook(Incoming incoming, GatewaySession session) {
        JsonNode webhook = incoming.fields().path("webhook");
        if (!webhook.isObject()) {
            // The shape that its own specification shows.
            return error(
                    400, "Bad Request", Json.array().add(Json.array().add("instance requires property \"webhook\"")));
        }
        session.account(session.account()
                .withWebhook(
                        GatewayCreation.url(webhook.path("url").asText("")),
                        webhook.path("headers").path("jwt_key").asText(null)));
        return HttpAnswer.json(201, webhook(session));
    }

    private static ObjectNode state(GatewaySession session) {
        ObjectNode body = Json.object();
        body.putObject("instance")
                .put("instanceName", session.account().session())
                .put("state", EvolutionWords.state(session.status()));
        return body;
    }

    private static ObjectNode webhook(GatewaySession session) {
        GatewayAccount account = session.account();
        ObjectNode body =
                Json.object().put("enabled", account.webhookUrl() != null).put("url", account.webhook());
        ObjectNode headers = body.putObject("headers");
        if (account.webhookSecret() != null) {
            headers.put("jwt_key", account.webhookSecret());
        }
        body.putArray("events").add("MESSAGES_UPSERT").add("MESSAGES_UPDATE").add("CONNECTION_UPDATE");
        return body.put("webhookByEvents", false).put("webhookBase64", false);
    }

    private static HttpAnswer done(String message) {
        ObjectNode body = Json.object().put("status", "SUCCESS").put("error", false);
        body.putObject("response").put("message", message);
        return HttpAnswer.json(200, body);
    }

    private static HttpAnswer noCall(Incoming incoming) {
        String call = incoming.request().method() + " /" + String.join("/", incoming.path());
        return error(404, "Not Found", Json.array().add("Cannot " + call));
    }

    static HttpAnswer.Sent error(int status, String error, JsonNode message) {
        ObjectNode body = Json.object().put("status", status).put("error", error);
        body.putObject("response").set("message", message);
        return HttpAnswer.json(status, body);
    }

    /// The error of a code that a fault plan names: an HTTP status, or a code of Meta's, which comes as a success.
    static HttpAnswer.Sent coded(int code) {
        if (code >= LEAST_META_CODE) {
            ObjectNode body = Json.object()
                    .put("message", "(#" + code + ") as planned")
                    .put("type", "OAuthException")
                    .put("code", code);
            body.putObject("error_data").put("messaging_product", "whatsapp").put("details", "as planned");
            return HttpAnswer.json(201, body.put("fbtrace_id", "A"));
        }
        JsonNode message = switch (code) {
            case 500 -> Json.object().textNode("Connection Closed");
            case 404 -> Json.array().add("The \"planned\" instance does not exist");
            default -> Json.array().add("code " + code);
        };
        return error(code, "Planned", message);
    }
}
