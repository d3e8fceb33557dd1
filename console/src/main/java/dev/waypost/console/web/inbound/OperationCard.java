package dev.waypost.console.web.inbound;

import static dev.waypost.console.web.html.Html.h;

import dev.waypost.console.web.frame.Link;
import dev.waypost.console.web.frame.Parts;
import dev.waypost.console.web.frame.Visit;
import dev.waypost.console.web.frame.Words;
import dev.waypost.console.web.html.Html;
import dev.waypost.proto.operation.v1.Operation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Work that takes a while: how far it is, which items failed, and what can be done with it.
public final class OperationCard {
    private OperationCard() {}

    /// @param here the page that this card is on; it is asked again while the work goes on
    /// @param below what else changes with it
    public static Html of(Visit visit, Operation operation, Link here, Html actions, @Nullable Html below) {
        Map<String, Html> facts = new LinkedHashMap<>();
        facts.put("State", InboundWords.state(operation.getState()));
        facts.put("Progress", Parts.progress("Progress", operation.getDoneItems(), operation.getTotalItems()));
        facts.put("Failed", h("span.num", Words.count(operation.getFailedItems())));
        facts.put("Started by", Parts.mono(operation.getStartedBy()));
        facts.put("Started", Words.time(operation.hasCreateTime(), operation.getCreateTime(), visit.now()));
        facts.put("Ended", Words.time(operation.hasEndTime(), operation.getEndTime(), visit.now()));
        return Parts.live(
                "operation",
                !InboundWords.isOver(operation.getState()),
                here,
                Parts.card(
                        InboundWords.kind(operation.getKind()) + (operation.getDryRun() ? ", a dry run" : ""),
                        operation.getDryRun()
                                ? h("div.alert.idle", h("p", "This is what would happen. Nothing is changed by it."))
                                : null,
                        Parts.facts(facts),
                        operation.getFailureDetail().isEmpty()
                                ? null
                                : h("div.alert.bad", h("p", Html.theirs(operation.getFailureDetail()))),
                        actions.isEmpty() ? null : h("div.buttons", actions)),
                operation.getFailuresCount() == 0 ? null : failures(operation),
                below);
    }

    private static Html failures(Operation operation) {
        return Parts.card(
                "What failed",
                Parts.table(
                        "Failures",
                        List.of("Item", "Reason", "Detail"),
                        operation.getFailuresList().stream()
                                .map(failure -> Parts.row(
                                        Parts.cell(Parts.mono(failure.getItemId())),
                                        Parts.cell(h("code", Words.code(failure.getReason()))),
                                        Parts.cell(Parts.text(failure.getDetail()))))
                                .toList()));
    }
}
