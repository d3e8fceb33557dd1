package dev.waypost.simulator.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waypost.simulator.gateway.GatewayAccount.Gateway;
import dev.waypost.simulator.http.HttpAnswer;
import dev.waypost.simulator.http.HttpRequest;
import dev.waypost.simulator.http.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// `GET /devices/{device}/status`, `/devices/{device}/webhook` and, for the only device, `/app/status`, under basic
/// authentication.
final class GowaAnswers {
    private GowaAnswers() {}

    static Optional<HttpAnswer> answer(GatewayAccounts accounts, HttpRequest request, List<String> path) {
        boolean legacy = path.equals(List.of("app", "status"));
        boolean device = path.size() == 3
                && path.getFirst().equals("devices")
                && List.of("status", "webhook").contains(path.getLast());
        if (!legacy && !device) {
            return Optional.empty();
        }
        if (!accounts.knowsKey(Gateway.GOWA, credentials(request))) {
            return Optional.of(
                    HttpAnswer.of(401, "text/plain; charset=utf-8", "Unauthorized".getBytes(StandardCharsets.UTF_8)));
        }
        Optional<GatewayAccount> found =
                legacy ? accounts.only(Gateway.GOWA) : accounts.find(Gateway.GOWA, path.get(1));
        return Optional.of(found.<HttpAnswer>map(account ->
                        HttpAnswer.json(200, path.getLast().equals("webhook") ? webhook(account) : status(account)))
                .orElseGet(() -> HttpAnswer.json(
                        404, Json.object().put("code", "DEVICE_NOT_FOUND").put("message", "device not found"))));
    }

    private static ObjectNode status(GatewayAccount account) {
        ObjectNode body = Json.object().put("code", "SUCCESS").put("message", "Device status");
        body.putObject("results")
                .put("device_id", account.session())
                .put("is_connected", account.isWorking() || account.status().equals("SCAN_QR_CODE"))
                .put("is_logged_in", account.isWorking());
        return body;
    }

    private static ObjectNode webhook(GatewayAccount account) {
        ObjectNode body = Json.object().put("code", "SUCCESS").put("message", "Device webhook retrieved");
        body.putObject("results")
                .put("device_id", account.session())
                .put("webhook_url", account.webhook())
                .put("webhook_secret", "")
                .put("webhook_events", "")
                .put("webhook_insecure_skip_verify", false);
        return body;
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
