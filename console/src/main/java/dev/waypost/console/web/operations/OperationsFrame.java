package dev.waypost.console.web.operations;

import static dev.waypost.console.web.html.Html.h;

import dev.waypost.console.web.frame.Link;
import dev.waypost.console.web.frame.Outcome;
import dev.waypost.console.web.frame.Parts;
import dev.waypost.console.web.frame.Section;
import dev.waypost.console.web.frame.Visit;
import dev.waypost.console.web.html.Html;
import dev.waypost.platform.auth.Role;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the pages of operations share: their tabs, and lists that are turned over.
final class OperationsFrame {
    static final String OPERATIONS = "Operations";
    static final String FAILOVERS = "Failovers";
    static final String ALERTS = "Alerts";
    static final String SILENCES = "Silences";
    static final String DEAD_LETTERS = "Dead letters";
    static final String SERVERS = "Servers";
    static final String QUARANTINE = "Quarantine";

    private OperationsFrame() {}

    static Outcome.Page page(Visit visit, String tab, @Nullable Object... body) {
        return Outcome.page(Section.OPERATIONS, "Operations", tabs(visit, tab), Html.all(body));
    }

    /// @param body what the page of the list shows, or what stands there while it is empty
    static Html list(Visit visit, Link here, String nextToken, Html body) {
        boolean first = visit.query("page_token").isEmpty();
        return h("section.card", body, Parts.pager(here, nextToken, first));
    }

    static Html tabs(Visit visit, String current) {
        Map<String, Link> tabs = new LinkedHashMap<>();
        tabs.put(OPERATIONS, Link.to("operations"));
        tabs.put(ALERTS, Link.to("operations", "alerts"));
        tabs.put(SILENCES, Link.to("operations", "silences"));
        tabs.put(FAILOVERS, Link.to("operations", "failovers"));
        tabs.put(DEAD_LETTERS, Link.to("operations", "dead-letters"));
        if (visit.may(Role.ADMIN)) {
            tabs.put(SERVERS, Link.to("operations", "servers"));
            tabs.put(QUARANTINE, Link.to("operations", "quarantine"));
        }
        return Parts.tabs("Parts of operations", tabs, current);
    }
}
