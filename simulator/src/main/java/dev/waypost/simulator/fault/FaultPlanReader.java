package dev.waypost.simulator.fault;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waypost.simulator.http.BadInput;
import dev.waypost.simulator.http.Fields;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads a fault plan from JSON: `{"rules": [{"match": {…}, …}]}`.
public final class FaultPlanReader {
    private static final int LONGEST_MS = 600_000;
    private static final int MOST_RULES = 1000;
    private static final Pattern SOME = Pattern.compile("(?s).{1,512}");
    private static final Pattern WORD = Pattern.compile("[A-Z][A-Z_]{2,63}");
    private static final Pattern PATH = Pattern.compile("[/*].{0,511}");

    private FaultPlanReader() {}

    public static List<FaultRule> read(ObjectNode body) {
        Fields top = new Fields(body);
        List<Fields> items = top.list("rules");
        top.noOthers();
        if (items.size() > MOST_RULES) {
            throw new BadInput("rules: " + items.size() + " of them (expected: at most " + MOST_RULES + ")");
        }
        List<FaultRule> rules = new ArrayList<>();
        for (Fields item : items) {
            rules.add(rule(item, (ObjectNode) body.get("rules").get(rules.size())));
        }
        return rules;
    }

    private static FaultRule rule(Fields rule, ObjectNode source) {
        FaultMatch match = match(rule.inside("match"));
        Optional<String> word = source.path("code").isTextual()
                ? rule.optionalText("code", WORD, "an error code, such as 131056 or WA_REACHOUT_TIMELOCK")
                : Optional.empty();
        AnswerFault answer = new AnswerFault(
                rule.optionalInt("latencyMs", 0, LONGEST_MS).orElse(0),
                rule.flag("hang"),
                rule.flag("reset"),
                rule.flag("html502"),
                number(rule.optionalInt("status", 200, 599)),
                word.isPresent() ? null : number(rule.optionalInt("code", 0, 9_999_999)),
                word.orElse(null),
                rule.optionalText("details", SOME, "a text of 1 to 512 characters")
                        .orElse(null),
                number(rule.optionalInt("retryAfterSeconds", 0, 86_400)),
                rule.flag("afterAccept"),
                number(rule.optionalInt("idleCloseMs", 1, LONGEST_MS)),
                rule.flag("loseSession"),
                rule.flag("expireQr"));
        ReceiptFault receipts = new ReceiptFault(
                rule.flag("duplicateStatuses"),
                rule.flag("reorderStatuses"),
                dropped(rule, source),
                number(rule.optionalInt("statusDelayMs", 0, LONGEST_MS)),
                number(rule.optionalInt("failCode", 0, 9_999_999)));
        int times = rule.optionalInt("times", 1, Integer.MAX_VALUE).orElse(0);
        rule.noOthers();
        return new FaultRule(match, answer, receipts, times, source);
    }

    private static FaultMatch match(Fields match) {
        FaultMatch read = new FaultMatch(
                match.optionalText("method", SOME, "an HTTP method").orElse(null),
                match.optionalText("path", PATH, "a path such as /meta/*/messages")
                        .orElse(null),
                match.optionalText("phoneNumberId", SOME, "a phone number id").orElse(null),
                match.optionalText("to", SOME, "a recipient's number").orElse(null),
                match.optionalText("session", SOME, "the name of a gateway's session")
                        .orElse(null),
                match.optionalText("backend", SOME, "the name of a backend").orElse(null));
        match.noOthers();
        return read;
    }

    /// `true` drops every status, a list drops those it names.
    private static Set<ReceiptName> dropped(Fields rule, ObjectNode source) {
        JsonNode given = source.path("dropStatuses");
        if (given.isBoolean()) {
            return rule.flag("dropStatuses") ? EnumSet.allOf(ReceiptName.class) : Set.of();
        }
        return rule.optionalNames("dropStatuses", ReceiptName.class)
                .<Set<ReceiptName>>map(Set::copyOf)
                .orElse(Set.of());
    }

    private static @Nullable Integer number(OptionalInt value) {
        return value.isPresent() ? (Integer) value.getAsInt() : null;
    }
}
