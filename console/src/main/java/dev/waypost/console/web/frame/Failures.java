package dev.waypost.console.web.frame;

import static dev.waypost.console.web.html.Attr.attr;
import static dev.waypost.console.web.html.Html.h;

import dev.waypost.console.web.html.Html;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.FaultStatus;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.telemetry.Traces;
import io.grpc.StatusRuntimeException;

/// What went wrong, and what to do now.
public final class Failures {
    private Failures() {}

    public static Fault faultOf(RuntimeException error) {
        return switch (error) {
            case Fault fault -> fault;
            case StatusRuntimeException status -> FaultStatus.of(status);
            default -> Fault.of(Reason.INTERNAL).because(error);
        };
    }

    /// Beside a form or in place of a part: the rest of the page still stands.
    public static Html alert(Fault fault) {
        return h(
                "div.alert.bad",
                attr("role", "alert"),
                h("p", h("strong", fault.text())),
                fault.hasViolations()
                        ? h(
                                "ul",
                                fault.violations().stream()
                                        .map(one ->
                                                h("li", h("code", one.field()), " ", Html.theirs(one.description()))))
                        : null,
                h("p", advice(fault)),
                h(
                        "p.soft",
                        "Reason ",
                        h("code", fault.reason().name()),
                        ", trace ",
                        h("code", Traces.currentTraceId())));
    }

    private static String advice(Fault fault) {
        return switch (fault.reason()) {
            case FIELD_INVALID -> "Correct what is listed and send the form again.";
            case REVISION_CONFLICT ->
                "Somebody else changed it since this page was loaded. Load it again, look at what changed, and repeat"
                        + " your change.";
            case PEER_UNAVAILABLE, STORE_UNAVAILABLE, SHUTTING_DOWN ->
                "A service does not answer. Reload in a moment; Overview says which one it is.";
            case ROLE_FORBIDDEN -> "Your key may not do this. Sign in with a key of a greater role.";
            case INTERNAL -> "Nothing you did wrong. The logs tell more under the trace below.";
            default -> fault.reason().callerDoes();
        };
    }

    static String title(Reason reason) {
        return switch (reason.httpStatus()) {
            case 404 -> "Not found";
            case 401, 403 -> "Not allowed";
            case 400, 409, 412, 422 -> "That does not work";
            case 501 -> "Not there yet";
            case 503, 504 -> "Out of reach";
            default -> "Something went wrong";
        };
    }
}
