package dev.waypost.ingress.gateway;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waypost.ingress.listener.PublicAnswer;
import java.util.List;
import java.util.Locale;

/// What a gateway is told about its webhook, in the words that its callers know.
final class GatewayAnswer {
    private GatewayAnswer() {}

    /// About the last message; one webhook has one message with every provider but Meta.
    static PublicAnswer of(List<Routed> messages) {
        if (messages.isEmpty()) {
            return ignored("no_message");
        }
        Routed last = messages.getLast();
        return switch (last.action()) {
            case QUARANTINED -> ignored("no_tenant_lock");
            case WAITING -> PublicAnswer.json("{\"status\":\"accepted\",\"action\":\"routed_later\"}");
            case NEW_SESSION_LOCKED, EXISTING_SESSION, DEFAULT_PROJECT ->
                PublicAnswer.json(routed(last).toString());
        };
    }

    /// Taken and kept, and routed to nobody.
    static PublicAnswer ignored(String reason) {
        return PublicAnswer.json("{\"status\":\"ignored\",\"reason\":\"" + reason + "\"}");
    }

    private static ObjectNode routed(Routed routed) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.put("status", "routed")
                .put("action", routed.action().name().toLowerCase(Locale.ROOT))
                .put("user", routed.user());
        return isNumber(routed.tenantId())
                ? answer.put("tenant_id", Long.parseLong(routed.tenantId()))
                : answer.put("tenant_id", routed.tenantId());
    }

    /// Callers of the first hour know tenants by numbers.
    static boolean isNumber(String tenantId) {
        return tenantId.matches("0|[1-9][0-9]{0,14}");
    }
}
