package dev.waypost.console.web.operations;

import static dev.waypost.console.web.html.Attr.attr;
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
            return Outcome.page(
                    Section.OPERATIONS,
                    "Operations",
                    OperationsPage.tabs(visit, "Alerts"),
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
                    h(
                            "section.card",
                            found.getAlertsList().isEmpty()
                                    ? Parts.empty(
                                            "No alert is found", "That is good news, unless the filter hides them.")
                                    : table(visit, found.getAlertsList()),
                            Parts.pager(
                                    here,
                                    found.getNextPageToken(),
                                    visit.query("page_token").isEmpty())));
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
                                h("td.long", Html.theirs(alert.getSummary()), h("span.two.mono", alert.getRule())),
                                Parts.cell(AlertWords.tenant(alert.getTenantId())),
                                Parts.cell(Words.time(alert.hasRaiseTime(), alert.getRaiseTime(), visit.now())),
                                Parts.cell(Words.time(alert.hasLastRaiseTime(), alert.getLastRaiseTime(), visit.now())),
                                Parts.number(alert.getOccurrences()),
                                h("td.actions", mayTake(visit, alert) ? take(visit, alert) : null)))
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

    private static boolean mayTake(Visit visit, Alert alert) {
        return alert.getState() == AlertState.ALERT_STATE_OPEN && visit.may(Role.OPERATOR);
    }

    private static Html take(Visit visit, Alert alert) {
        return visit.post(
                Link.to("operations", "alerts", "acknowledge"),
                Visit.hidden("alert", alert.getAlertId()),
                Visit.hidden("tenant", alert.getTenantId()),
                h("button", attr("type", "submit"), "I take it"));
    }

    private AlertServiceBlockingStub alerts(Visit visit) {
        return peers.of("health", visit.caller(), AlertServiceGrpc::newBlockingStub);
    }
}
