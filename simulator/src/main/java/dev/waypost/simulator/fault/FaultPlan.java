package dev.waypost.simulator.fault;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waypost.simulator.http.Json;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// The rules in force. The first rule that matches and is not used up strikes; the rest are not asked.
public final class FaultPlan {
    private volatile List<Armed> rules = List.of();

    private record Armed(FaultRule rule, AtomicInteger struck) {

        boolean strikes(FaultTarget target) {
            if (!rule.match().holds(target)) {
                return false;
            }
            int limit = rule.times() == 0 ? Integer.MAX_VALUE : rule.times();
            // Two requests at once must not both take the last strike.
            return struck.getAndUpdate(n -> n < limit ? n + 1 : n) < limit;
        }
    }

    public void replace(List<FaultRule> plan) {
        rules = plan.stream().map(rule -> new Armed(rule, new AtomicInteger())).toList();
    }

    /// Takes the fault that befalls this request, using up one strike of its rule.
    public Fault take(FaultTarget target) {
        for (Armed armed : rules) {
            if (armed.strikes(target)) {
                return new Fault(armed.rule().answer(), armed.rule().receipts());
            }
        }
        return Fault.NONE;
    }

    /// The plan as given, each rule with how often it has struck.
    public ObjectNode show() {
        ArrayNode shown = Json.array();
        for (Armed armed : rules) {
            shown.add(armed.rule()
                    .source()
                    .deepCopy()
                    .put("struck", armed.struck().get()));
        }
        ObjectNode plan = Json.object();
        plan.set("rules", shown);
        return plan;
    }
}
