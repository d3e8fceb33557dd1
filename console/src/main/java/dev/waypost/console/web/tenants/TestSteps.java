package dev.waypost.console.web.tenants;

import static dev.waypost.console.web.html.Attr.attr;
import static dev.waypost.console.web.html.Html.h;

import dev.waypost.console.web.frame.Parts;
import dev.waypost.console.web.frame.Words;
import dev.waypost.console.web.html.Html;
import dev.waypost.proto.config.v1.CheckOutcome;
import dev.waypost.proto.config.v1.CheckStep;
import dev.waypost.proto.config.v1.CheckStepKind;
import dev.waypost.proto.config.v1.TestEndpointResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The steps of a connection's test, as they are told one after the other.
final class TestSteps {
    private static final List<CheckStepKind> ORDER = List.of(
            CheckStepKind.CHECK_STEP_KIND_URL,
            CheckStepKind.CHECK_STEP_KIND_DNS,
            CheckStepKind.CHECK_STEP_KIND_TCP,
            CheckStepKind.CHECK_STEP_KIND_TLS,
            CheckStepKind.CHECK_STEP_KIND_AUTH,
            CheckStepKind.CHECK_STEP_KIND_ACCOUNT,
            CheckStepKind.CHECK_STEP_KIND_WEBHOOK);

    private TestSteps() {}

    /// Before the first one is over.
    static Html waiting() {
        return h("ol.steps", ORDER.stream().map(kind -> open(kind, kind == ORDER.getFirst())));
    }

    static Html all(List<CheckStep> steps) {
        return h("ol.steps", steps.stream().map(TestSteps::over));
    }

    /// The pieces that change when a step is over: itself, and the one that begins.
    static List<Html> told(CheckStep step) {
        List<Html> pieces = new ArrayList<>(List.of(over(step)));
        int next = ORDER.indexOf(step.getKind()) + 1;
        if (next > 0 && next < ORDER.size()) {
            pieces.add(open(ORDER.get(next), true));
        }
        return pieces;
    }

    static Html verdict(TestEndpointResponse found) {
        return verdict(h(
                "div.alert." + (found.getPassed() ? "good" : "bad"),
                h(
                        "p",
                        h("strong", found.getPassed() ? "The connection works. " : "The connection does not work. "),
                        found.hasLatency()
                                ? "It took " + Words.length(Words.duration(found.getLatency())) + "."
                                : null)));
    }

    static Html underWay() {
        return verdict(
                h("div.alert.busy", h("p", h("strong", "The test is under way.")), h("p", "Each step shows below.")));
    }

    /// @param words of the whole test, or of what kept it from being made
    static Html verdict(Html words) {
        return h("div", attr("id", "verdict"), words);
    }

    private static Html over(CheckStep step) {
        boolean skipped = step.getOutcome() == CheckOutcome.CHECK_OUTCOME_SKIPPED;
        return h(
                "li",
                attr("id", id(step.getKind())),
                h("strong", name(step.getKind())),
                h("span", TenantWords.outcome(step.getOutcome())),
                h("span.detail", Html.theirs(step.getDetail())),
                skipped ? h("span") : h("span.num.soft", Words.length(Words.duration(step.getLatency()))));
    }

    private static Html open(CheckStepKind kind, boolean begun) {
        return h(
                "li",
                attr("id", id(kind)),
                h("strong", name(kind)),
                h("span", begun ? Parts.badge(Parts.Tone.BUSY, "under way") : Parts.badge(Parts.Tone.IDLE, "waits")),
                h("span.detail"),
                h("span"));
    }

    private static String id(CheckStepKind kind) {
        return "step-" + Words.plain(kind).toLowerCase(Locale.ROOT);
    }

    private static String name(CheckStepKind kind) {
        return switch (kind) {
            case CHECK_STEP_KIND_URL -> "Address";
            case CHECK_STEP_KIND_DNS -> "Name";
            case CHECK_STEP_KIND_TCP -> "Connection";
            case CHECK_STEP_KIND_TLS -> "Encryption";
            case CHECK_STEP_KIND_AUTH -> "Credentials";
            case CHECK_STEP_KIND_ACCOUNT -> "Account";
            case CHECK_STEP_KIND_WEBHOOK -> "Webhook";
            default -> "Step";
        };
    }
}
