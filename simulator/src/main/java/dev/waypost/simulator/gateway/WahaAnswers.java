package dev.waypost.simulator.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waypost.simulator.gateway.GatewayAccount.Gateway;
import dev.waypost.simulator.http.HttpAnswer;
import dev.waypost.simulator.http.HttpRequest;
import dev.waypost.simulator.http.Json;
import java.util.List;
import java.util.Optional;

/// `GET /api/sessions/{session}` with `X-Api-Key`.
final class WahaAnswers {
    private WahaAnswers() {}

    static Optional<HttpAnswer> answer(GatewayAccounts accounts, HttpRequest request, List<String> path) {
        if (path.size() != 3 || !path.subList(0, 2).equals(List.of("api", "sessions"))) {
            return Optional.empty();
        }
        if (!accounts.knowsKey(Gateway.WAHA, request.header("X-Api-Key").orElse(""))) {
            return Optional.of(HttpAnswer.json(
                    401, Json.object().put("message", "Unauthorized").put("statusCode", 401)));
        }
        return Optional.of(accounts.find(Gateway.WAHA, path.get(2))
                .<HttpAnswer>map(account -> HttpAnswer.json(200, session(account)))
                .orElseGet(() -> HttpAnswer.json(
                        404,
                        Json.object()
                                .put("message", "Session not found")
                                .put("error", "Not Found")
                                .put("statusCode", 404))));
    }

    private static ObjectNode session(GatewayAccount account) {
        ObjectNode session = Json.object().put("name", account.session()).put("status", account.status());
        var webhooks = session.putObject("config").putArray("webhooks");
        if (account.webhookUrl() != null) {
            webhooks.addObject()
                    .put("url", account.webhook())
                    .putArray("events")
                    .add("message");
        }
        session.putObject("presence");
        session.putObject("timestamps").putNull("activity");
        return session;
    }
}
