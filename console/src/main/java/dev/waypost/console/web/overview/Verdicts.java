package dev.waypost.console.web.overview;

import static dev.waypost.console.web.html.Attr.attr;
import static dev.waypost.console.web.html.Html.h;

import dev.waypost.console.edge.Peers;
import dev.waypost.console.web.frame.Link;
import dev.waypost.console.web.frame.Parts;
import dev.waypost.console.web.frame.Visit;
import dev.waypost.console.web.frame.Words;
import dev.waypost.console.web.health.AlertWords;
import dev.waypost.console.web.health.HealthWords;
import dev.waypost.console.web.html.Html;
import dev.waypost.proto.health.v1.Alert;
import dev.waypost.proto.health.v1.AlertServiceGrpc;
import dev.waypost.proto.health.v1.AlertState;
import dev.waypost.proto.health.v1.EndpointHealth;
import dev.waypost.proto.health.v1.EndpointHealthServiceGrpc;
import dev.waypost.proto.health.v1.GetEndpointHealthCountsRequest;
import dev.waypost.proto.health.v1.GetEndpointHealthCountsResponse;
import dev.waypost.proto.health.v1.HealthStatus;
import dev.waypost.proto.health.v1.ListAlertsRequest;
import dev.waypost.proto.health.v1.ListEndpointHealthRequest;
import io.grpc.StatusRuntimeException;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// What is wrong now: open alerts, and endpoints that do not work.
@Singleton
final class Verdicts {
    private static final int SHOWN = 10;

    private final Peers peers;

    Verdicts(Peers peers) {
        this.peers = peers;
    }

    Html alerts(Visit visit) {
        try {
            List<Alert> open = peers.of("health", visit.caller(), AlertServiceGrpc::newBlockingStub)
                    .withDeadlineAfter(2, TimeUnit.SECONDS)
                    .listAlerts(ListAlertsRequest.newBuilder()
                            .addStates(AlertState.ALERT_STATE_OPEN)
                            .setPageSize(SHOWN)
                            .build())
                    .getAlertsList();
            return h(
                    "section.card",
                    attr("id", "alerts"),
                    h("h2", "Alerts"),
                    open.isEmpty()
                            ? Parts.empty("No alert is open", "When one is raised, it stands here with what to do.")
                            : table(visit, open));
        } catch (StatusRuntimeException e) {
            return h("section", attr("id", "alerts"), attr("hidden", ""));
        }
    }

    private static Html table(Visit visit, List<Alert> alerts) {
        return Parts.table(
                "Alerts",
                List.of("Severity", "What", "Tenant", "Raised", "Times#"),
                alerts.stream()
                        .map(alert -> Parts.row(
                                Parts.cell(AlertWords.severity(alert.getSeverity())),
                                h("td.long", Html.theirs(alert.getSummary()), h("span.two.mono", alert.getRule())),
                                Parts.cell(
                                        alert.getTenantId().isEmpty()
                                                ? h("span.soft", "–")
                                                : Parts.link(
                                                        Link.to("tenants", alert.getTenantId()),
                                                        h("span.mono", Html.theirs(alert.getTenantId())))),
                                Parts.cell(Words.time(alert.hasRaiseTime(), alert.getRaiseTime(), visit.now())),
                                Parts.number(alert.getOccurrences())))
                        .toList());
    }

    Html endpoints(Visit visit) {
        try {
            var stub = peers.of("health", visit.caller(), EndpointHealthServiceGrpc::newBlockingStub)
                    .withDeadlineAfter(2, TimeUnit.SECONDS);
            GetEndpointHealthCountsResponse count =
                    stub.getEndpointHealthCounts(GetEndpointHealthCountsRequest.getDefaultInstance());
            List<EndpointHealth> broken = count.getUnhealthy() == 0
                    ? List.of()
                    : stub.listEndpointHealth(ListEndpointHealthRequest.newBuilder()
                                    .setStatus(HealthStatus.HEALTH_STATUS_UNHEALTHY)
                                    .setPageSize(SHOWN)
                                    .build())
                            .getEndpointHealthList();
            List<Html> counts = List.of(
                    count(HealthStatus.HEALTH_STATUS_UNHEALTHY, count.getUnhealthy()),
                    count(HealthStatus.HEALTH_STATUS_DEGRADED, count.getDegraded()),
                    count(HealthStatus.HEALTH_STATUS_HEALTHY, count.getHealthy()),
                    count(HealthStatus.HEALTH_STATUS_UNKNOWN, count.getUnknown()));
            return h(
                    "section.card",
                    attr("id", "verdicts"),
                    h("h2", "Endpoints"),
                    h("dl.facts", counts),
                    broken.isEmpty() ? null : broken(visit, broken));
        } catch (StatusRuntimeException e) {
            return h("section", attr("id", "verdicts"), attr("hidden", ""));
        }
    }

    private static Html count(HealthStatus status, long count) {
        return h("div", h("dt", HealthWords.badge(status)), h("dd", h("strong.num", Words.count(count))));
    }

    private static Html broken(Visit visit, List<EndpointHealth> broken) {
        return Parts.table(
                "Endpoints that do not work",
                List.of("Endpoint", "Tenant", "Cause", "Since"),
                broken.stream()
                        .map(one -> Parts.row(
                                Parts.cell(Parts.link(
                                        Link.to("tenants", one.getTenantId(), "endpoints", one.getEndpointId()),
                                        h("span.mono", Html.theirs(one.getEndpointId())))),
                                Parts.cell(AlertWords.tenant(one.getTenantId())),
                                h("td.long", Parts.text(one.getCause())),
                                Parts.cell(Words.time(one.hasStatusSince(), one.getStatusSince(), visit.now()))))
                        .toList());
    }
}
