package dev.waypost.console.web.operations;

import static dev.waypost.console.web.html.Attr.attr;
import static dev.waypost.console.web.html.Attr.href;
import static dev.waypost.console.web.html.Html.h;

import dev.waypost.console.edge.Peers;
import dev.waypost.console.web.frame.Choices;
import dev.waypost.console.web.frame.Link;
import dev.waypost.console.web.frame.Outcome;
import dev.waypost.console.web.frame.Pages;
import dev.waypost.console.web.frame.Parts;
import dev.waypost.console.web.frame.Parts.Tone;
import dev.waypost.console.web.frame.Section;
import dev.waypost.console.web.frame.Tenants;
import dev.waypost.console.web.frame.Visit;
import dev.waypost.console.web.frame.Words;
import dev.waypost.console.web.health.AlertWords;
import dev.waypost.console.web.html.Html;
import dev.waypost.platform.auth.Role;
import dev.waypost.proto.health.v1.AcknowledgeAlertRequest;
import dev.waypost.proto.health.v1.Alert;
import dev.waypost.proto.health.v1.AlertServiceGrpc;
import dev.waypost.proto.health.v1.AlertServiceGrpc.AlertServiceBlockingStub;
import dev.waypost.proto.health.v1.AlertState;
import dev.waypost.proto.health.v1.ListAlertsRequest;
import dev.waypost.proto.health.v1.ListAlertsResponse;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.List;

/// Alerts: what is wrong, since when, and who has taken it on.
@Controller("/ui/operations/alerts")
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
public final class AlertsPage {
    private static final int PAGE = 50;

    private final Pages pages;
    private final Peers peers;

    AlertsPage(Pages pages, Peers peers) {
        this.pages = pages;
        this.peers = peers;
    }

    @Get
    public HttpResponse<?> show(HttpRequest<?> request) {
        return pages.show(request, Section.OPERATIONS, visit -> {
            String tenant = Tenants.of(visit);
            AlertState state = Choices.read(AlertState.class, visit.query("state"), AlertState.ALERT_STATE_UNSPECIFIED);
            ListAlertsRequest.Builder asked = ListAlertsRequest.newBuilder()
                    .setTenantId(tenant)
                    .setPageSize(PAGE)
                    .setPageToken(visit.query("page_token"));
            if (state != AlertState.ALERT_STATE_UNSPECIFIED) {
                asked.addStates(state);
            }
            ListAlertsResponse found = alerts(visit).listAlerts(asked.build());
            Link here = Link.to("operations", "alerts").with("tenant", tenant).with("state", Words.code(state));
            return OperationsFrame.page(
                    visit,
                    OperationsFrame.ALERTS,
                    h(
                            "form.bar",
                            attr("method", "get"),
                            attr("action", Link.to("operations", "alerts")),
                            Parts.input("Tenant", "tenant", tenant, attr("placeholder", "all")),
                            Parts.select(
                                    "State",
                                    "state",
                                    Words.code(state),
                                    Choices.all(AlertState.getDescriptor(), "Any")),
                            Parts.submit("Show")),
                    OperationsFrame.list(
                            visit,
                            here,
                            found.getNextPageToken(),
                            found.getAlertsList().isEmpty()
                                    ? Parts.empty(
                                            "No alert is found", "That is good news, unless the filter hides them.")
                                    : table(visit, found.getAlertsList())));
        });
    }

    @Post("/acknowledge")
    public HttpResponse<?> acknowledge(HttpRequest<byte[]> request) {
        return pages.act(request, Section.OPERATIONS, visit -> {
            alerts(visit)
                    .acknowledgeAlert(AcknowledgeAlertRequest.newBuilder()
                            .setRequestId(visit.requestId())
                            .setAlertId(visit.field("alert"))
                            .setTenantId(visit.field("tenant"))
                            .setComment(visit.field("comment"))
                            .build());
            return Outcome.gone(
                    Link.to("operations", "alerts"), "The alert is yours now. It clears when its cause is gone.");
        });
    }

    private static Html table(Visit visit, List<Alert> alerts) {
        return Parts.table(
                "Alerts",
                List.of("Severity", "State", "What", "Tenant", "Raised", "Last", "Times#", ""),
                alerts.stream()
                        .map(alert -> Parts.row(
                                Parts.cell(AlertWords.severity(alert.getSeverity())),
                                Parts.cell(state(alert)),
                                what(alert),
                                Parts.cell(AlertWords.tenant(alert.getTenantId())),
                                Parts.cell(Words.time(alert.hasRaiseTime(), alert.getRaiseTime(), visit.now())),
                                Parts.cell(Words.time(alert.hasLastRaiseTime(), alert.getLastRaiseTime(), visit.now())),
                                Parts.number(alert.getOccurrences()),
                                h("td.actions", mayTake(visit, alert) ? actions(visit, alert) : null)))
                        .toList());
    }

    private static Html state(Alert alert) {
        String word = Words.plain(alert.getState());
        return switch (alert.getState()) {
            case ALERT_STATE_OPEN -> Parts.badge(Tone.BAD, word);
            case ALERT_STATE_ACKNOWLEDGED ->
                Html.all(
                        Parts.badge(Tone.BUSY, "taken on"), h("span.two.mono", Html.theirs(alert.getAcknowledgedBy())));
            default -> Parts.badge(Tone.IDLE, word);
        };
    }

    private static Html what(Alert alert) {
        return h(
                "td.long",
                Html.theirs(alert.getSummary()),
                h("span.two.mono", alert.getRule()),
                alert.getSilenced() ? h("span.two", Parts.badge(Tone.IDLE, "silenced")) : null,
                alert.getComment().isEmpty() ? null : h("span.two", "“", Html.theirs(alert.getComment()), "”"),
                alert.getRunbook().matches("https?://.*")
                        ? h("span.two", h("a", href(alert.getRunbook()), attr("rel", "noreferrer"), "What to do"))
                        : alert.getRunbook().isEmpty()
                                ? null
                                : h(
                                        "span.two",
                                        attr("title", alert.getRunbook()),
                                        "Runbook ",
                                        h("code", alert.getRunbook().replaceAll(".*/", ""))));
    }

    private static boolean mayTake(Visit visit, Alert alert) {
        return alert.getState() != AlertState.ALERT_STATE_CLEARED && visit.may(Role.OPERATOR);
    }

    private static Html actions(Visit visit, Alert alert) {
        Html which = Html.all(Visit.hidden("alert", alert.getAlertId()), Visit.hidden("tenant", alert.getTenantId()));
        Link silence = Link.to("operations", "silences")
                .with("tenant", alert.getTenantId())
                .with("rule", alert.getRule())
                .with("endpoint", alert.getEndpointId());
        return h(
                "div.buttons",
                alert.getState() == AlertState.ALERT_STATE_OPEN
                        ? visit.post(
                                Link.to("operations", "alerts", "acknowledge"),
                                which,
                                h(
                                        "span.pair",
                                        h(
                                                "input",
                                                attr("name", "comment"),
                                                attr("value", ""),
                                                attr("maxlength", 1024),
                                                attr("placeholder", "a word on it"),
                                                attr("aria-label", "A word on it, for the others"),
                                                attr("autocomplete", "off")),
                                        h("button", attr("type", "submit"), "I take it")))
                        : null,
                Parts.button(silence, "Silence…"));
    }

    private AlertServiceBlockingStub alerts(Visit visit) {
        return peers.of("health", visit.caller(), AlertServiceGrpc::newBlockingStub);
    }
}
