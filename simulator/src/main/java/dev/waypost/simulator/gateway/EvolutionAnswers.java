package dev.waypost.simulator.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waypost.simulator.gateway.GatewayAccount.Gateway;
import dev.waypost.simulator.http.HttpAnswer;
import dev.waypost.simulator.http.HttpRequest;
import dev.waypost.simulator.http.Json;
import java.util.List;
import java.util.Optional;

/// `GET /instance/connectionState/{instance}` and `GET /webhook/find/{instance}` with `apikey`.
final class EvolutionAnswers {
    private EvolutionAnswers() {}

    static Optional<HttpAnswer> answer(GatewayAccounts accounts, HttpRequest request, List<String> path) {
        boolean state = path.size() == 3 && path.subList(0, 2).equals(List.of("instance", "connectionState"));
        boolean webhook = path.size() == 3 && path.subList(0, 2).equals(List.of("webhook", "find"));
        if (!state && !webhook) {
            return Optional.empty();
        }
        // As the real one: the instance is looked for before the key is looked at.
        Optional<GatewayAccount> found = accounts.find(Gateway.EVOLUTION, path.get(2));
        if (found.isEmpty()) {
            return Optional.of(HttpAnswer.json(404, error(404, "Not Found", "The instance does not exist")));
        }
        GatewayAccount account = found.get();
        if (!account.apiKey().equals(request.header("apikey").orElse(""))) {
            return Optional.of(HttpAnswer.json(401, error(401, "Unauthorized", "Unauthorized")));
        }
        return Optional.of(HttpAnswer.json(200, state ? state(account) : webhook(account)));
    }

    private static ObjectNode state(GatewayAccount account) {
        String state = switch (account.status()) {
            case "WORKING" -> "open";
            case "SCAN_QR_CODE", "STARTING" -> "connecting";
            default -> "close";
        };
        ObjectNode body = Json.object();
        body.putObject("instance").put("instanceName", account.session()).put("state", state);
        return body;
    }

    private static ObjectNode webhook(GatewayAccount account) {
        ObjectNode body =
                Json.object().put("enabled", account.webhookUrl() != null).put("url", account.webhook());
        body.putArray("events").add("MESSAGES_UPSERT");
        return body;
    }

    private static ObjectNode error(int status, String error, String message) {
        ObjectNode body = Json.object().put("status", status).put("error", error);
        body.putObject("response").putArray("message").add(message);
        return body;
    }
}
