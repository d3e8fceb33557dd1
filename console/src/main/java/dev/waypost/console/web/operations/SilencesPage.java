package dev.waypost.console.web.operations;

import static dev.waypost.console.web.html.Attr.attr;
import static dev.waypost.console.web.html.Html.h;

import com.google.protobuf.Duration;
import dev.waypost.console.edge.Peers;
import dev.waypost.console.web.frame.Failures;
import dev.waypost.console.web.frame.Link;
import dev.waypost.console.web.frame.Moments;
import dev.waypost.console.web.frame.Outcome;
import dev.waypost.console.web.frame.Pages;
import dev.waypost.console.web.frame.Parts;
import dev.waypost.console.web.frame.Parts.Tone;
import dev.waypost.console.web.frame.Section;
import dev.waypost.console.web.frame.Visit;
import dev.waypost.console.web.frame.Words;
import dev.waypost.console.web.health.AlertWords;
import dev.waypost.console.web.html.Html;
import dev.waypost.platform.auth.Role;
import dev.waypost.platform.fault.Fault;
import dev.waypost.proto.health.v1.AlertServiceGrpc;
import dev.waypost.proto.health.v1.AlertServiceGrpc.AlertServiceBlockingStub;
import dev.waypost.proto.health.v1.AlertSilence;
import dev.waypost.proto.health.v1.CreateAlertSilenceRequest;
import dev.waypost.proto.health.v1.DeleteAlertSilenceRequest;
import dev.waypost.proto.health.v1.ListAlertSilencesRequest;
import dev.waypost.proto.health.v1.ListAlertSilencesResponse;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Times in which nobody is told of alerts: once for what is known, and again and again for regular maintenance.
@Controller("/ui/operations/silences")
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
public final class SilencesPage {
    private static final int PAGE = 50;
    private static final Map<String, String> AGAIN = new LinkedHashMap<>();

    static {
        AGAIN.put("0", "Never");
        AGAIN.put("86400", "Every day");
        AGAIN.put("604800", "Every week");
        AGAIN.put("2419200", "Every four weeks");
    }

    private final Pages pages;
    private final Peers peers;

    SilencesPage(Pages pages, Peers peers) {
        this.pages = pages;
        this.peers = peers;
    }

    @Get
    public HttpResponse<?> show(HttpRequest<?> request) {
        return pages.show(request, Section.OPERATIONS, visit -> page(visit, null));
    }

    @Post
    public HttpResponse<?> create(HttpRequest<byte[]> request) {
        return pages.act(request, Section.OPERATIONS, visit -> {
            try {
                CreateAlertSilenceRequest.Builder asked = CreateAlertSilenceRequest.newBuilder()
                        .setRequestId(visit.requestId())
                        .setTenantId(visit.field("tenant"))
                        .setRule(visit.field("rule"))
                        .setEndpointId(visit.field("endpoint"))
                        .setComment(visit.field("comment"));
                Moments.read("start_time", visit.field("from")).ifPresent(asked::setStartTime);
                Moments.read("end_time", visit.field("until")).ifPresent(asked::setEndTime);
                long again = visit.field("again").matches("[0-9]{1,9}") ? Long.parseLong(visit.field("again")) : 0;
                if (again > 0) {
                    asked.setRepeatInterval(Duration.newBuilder().setSeconds(again));
                }
                alerts(visit).createAlertSilence(asked.build());
                return Outcome.gone(
                        Link.to("operations", "silences"), "Silenced: alerts are kept, and nobody is told of them.");
            } catch (RuntimeException e) {
                return page(visit, Failures.faultOf(e));
            }
        });
    }

    @Post("/end")
    public HttpResponse<?> end(HttpRequest<byte[]> request) {
        return pages.act(request, Section.OPERATIONS, visit -> {
            alerts(visit)
                    .deleteAlertSilence(DeleteAlertSilenceRequest.newBuilder()
                            .setRequestId(visit.requestId())
                            .setSilenceId(visit.field("silence"))
                            .setTenantId(visit.field("tenant"))
                            .build());
            return Outcome.gone(Link.to("operations", "silences"), "The silence is over: alerts are told again.");
        });
    }

    private Outcome page(Visit visit, @Nullable Fault fault) {
        ListAlertSilencesResponse found = alerts(visit)
                .listAlertSilences(ListAlertSilencesRequest.newBuilder()
                        .setPageSize(PAGE)
                        .setPageToken(visit.query("page_token"))
                        .build());
        Outcome.Page page = OperationsFrame.page(
                visit,
                OperationsFrame.SILENCES,
                fault == null ? null : Failures.alert(fault),
                OperationsFrame.list(
                        visit,
                        Link.to("operations", "silences"),
                        found.getNextPageToken(),
                        found.getSilencesList().isEmpty()
                                ? Parts.empty(
                                        "Nothing is silenced",
                                        "Before maintenance, say below whose alerts nobody needs to hear.")
                                : table(visit, found.getSilencesList())),
                visit.may(Role.OPERATOR) ? Parts.card("Silence alerts", form(visit)) : null);
        return page.after(fault);
    }

    private static Html form(Visit visit) {
        return visit.post(
                Link.to("operations", "silences"),
                h(
                        "div.grid",
                        Parts.input("Tenant", "tenant", typed(visit, "tenant"), attr("placeholder", "all of them")),
                        Parts.input("Rule", "rule", typed(visit, "rule"), attr("placeholder", "all rules")),
                        Parts.input(
                                "Endpoint", "endpoint", typed(visit, "endpoint"), attr("placeholder", "all of them")),
                        Parts.input("From (UTC)", "from", visit.field("from"), attr("type", "datetime-local")),
                        Parts.input(
                                "Until (UTC)",
                                "until",
                                visit.has("until")
                                        ? visit.field("until")
                                        : Moments.written(visit.now().plus(2, ChronoUnit.HOURS)),
                                attr("type", "datetime-local"),
                                attr("required", "")),
                        Parts.select("Again", "again", visit.field("again"), AGAIN),
                        Parts.input("Why", "comment", visit.field("comment"), attr("maxlength", 1024))),
                h("p.soft.small", "Without a beginning it begins now. Alerts are still raised, shown and counted."),
                h("div.buttons", Parts.submit("Silence")));
    }

    private static String typed(Visit visit, String field) {
        return visit.has(field) ? visit.field(field) : visit.query(field);
    }

    private static Html table(Visit visit, List<AlertSilence> silences) {
        return Parts.table(
                "Silences",
                List.of("State", "Tenant", "Rule", "Endpoint", "From", "Until", "Again", "Why", "By", ""),
                silences.stream()
                        .map(one -> Parts.row(
                                Parts.cell(
                                        one.getActive()
                                                ? Parts.badge(Tone.WARN, "silent now")
                                                : Parts.badge(Tone.IDLE, "not now")),
                                Parts.cell(
                                        one.getTenantId().isEmpty()
                                                ? h("span", "everybody")
                                                : AlertWords.tenant(one.getTenantId())),
                                Parts.cell(one.getRule().isEmpty() ? h("span", "all") : Parts.mono(one.getRule())),
                                Parts.cell(
                                        one.getEndpointId().isEmpty()
                                                ? h("span", "all")
                                                : Parts.mono(one.getEndpointId())),
                                Parts.cell(Words.time(one.hasStartTime(), one.getStartTime(), visit.now())),
                                Parts.cell(Words.time(one.hasEndTime(), one.getEndTime(), visit.now())),
                                Parts.cell(
                                        one.hasRepeatInterval()
                                                ? h(
                                                        "span.nowrap",
                                                        "every "
                                                                + Words.length(Words.duration(one.getRepeatInterval())))
                                                : h("span.soft", "–")),
                                h("td.long", Parts.text(one.getComment())),
                                Parts.cell(Parts.mono(one.getCreatedBy())),
                                h("td.actions", visit.may(Role.OPERATOR) ? end(visit, one) : null)))
                        .toList());
    }

    private static Html end(Visit visit, AlertSilence one) {
        return visit.post(
                Link.to("operations", "silences", "end"),
                Visit.hidden("silence", one.getSilenceId()),
                Visit.hidden("tenant", one.getTenantId()),
                h("button", attr("type", "submit"), "End it"));
    }

    private AlertServiceBlockingStub alerts(Visit visit) {
        return peers.of("health", visit.caller(), AlertServiceGrpc::newBlockingStub);
    }
}
