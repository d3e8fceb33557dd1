package dev.waypost.console.web.operations;

import static dev.waypost.console.web.html.Html.h;

import dev.waypost.console.edge.Peers;
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
import dev.waypost.proto.health.v1.ApproveFailoverRequest;
import dev.waypost.proto.health.v1.Brake;
import dev.waypost.proto.health.v1.Failover;
import dev.waypost.proto.health.v1.FailoverServiceGrpc;
import dev.waypost.proto.health.v1.FailoverServiceGrpc.FailoverServiceBlockingStub;
import dev.waypost.proto.health.v1.FailoverState;
import dev.waypost.proto.health.v1.ListFailoversRequest;
import dev.waypost.proto.health.v1.ListFailoversResponse;
import dev.waypost.proto.health.v1.RejectFailoverRequest;
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

/// Moves of traffic by themselves: what was moved and why, what is held back, and what waits for a yes.
@Controller("/ui/operations/failovers")
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
public final class FailoversPage {
    private static final int PAGE = 50;

    private final Pages pages;
    private final Peers peers;

    FailoversPage(Pages pages, Peers peers) {
        this.pages = pages;
        this.peers = peers;
    }

    @Get
    public HttpResponse<?> show(HttpRequest<?> request) {
        return pages.show(request, Section.OPERATIONS, visit -> {
            String tenant = Tenants.of(visit);
            ListFailoversResponse found = failovers(visit)
                    .listFailovers(ListFailoversRequest.newBuilder()
                            .setTenantId(tenant)
                            .setPageSize(PAGE)
                            .setPageToken(visit.query("page_token"))
                            .build());
            Link here = Link.to("operations", "failovers").with("tenant", tenant);
            return OperationsFrame.page(
                    visit,
                    OperationsFrame.FAILOVERS,
                    found.getBrake().getHolds() ? brake(found.getBrake()) : null,
                    OperationsFrame.list(
                            visit,
                            here,
                            found.getNextPageToken(),
                            found.getFailoversList().isEmpty()
                                    ? Parts.empty(
                                            "Nothing was moved",
                                            "Traffic moves by itself when an active endpoint falls and another is well.")
                                    : table(visit, found.getFailoversList())));
        });
    }

    @Post("/approve")
    public HttpResponse<?> approve(HttpRequest<byte[]> request) {
        return pages.act(request, Section.OPERATIONS, visit -> {
            failovers(visit)
                    .approveFailover(ApproveFailoverRequest.newBuilder()
                            .setRequestId(visit.requestId())
                            .setTenantId(visit.field("tenant"))
                            .setFailoverId(visit.field("failover"))
                            .build());
            return Outcome.gone(Link.to("operations", "failovers"), "Approved: the traffic moves now.");
        });
    }

    @Post("/reject")
    public HttpResponse<?> reject(HttpRequest<byte[]> request) {
        return pages.act(request, Section.OPERATIONS, visit -> {
            failovers(visit)
                    .rejectFailover(RejectFailoverRequest.newBuilder()
                            .setRequestId(visit.requestId())
                            .setTenantId(visit.field("tenant"))
                            .setFailoverId(visit.field("failover"))
                            .build());
            return Outcome.gone(Link.to("operations", "failovers"), "Rejected: the traffic stays where it is.");
        });
    }

    private static Html brake(Brake brake) {
        return h(
                "div.alert.warn",
                h(
                        "p",
                        h("strong", "Nothing moves now: "),
                        Words.count(brake.getSilent()) + " of " + Words.count(brake.getProbed())
                                + " endpoints do not answer. That looks like our network and not like theirs."));
    }

    private static Html table(Visit visit, List<Failover> failovers) {
        return Parts.table(
                "Failovers",
                List.of("When", "State", "Tenant", "From", "To", "Why", "Decided by", ""),
                failovers.stream()
                        .map(one -> Parts.row(
                                Parts.cell(Words.time(one.hasCreateTime(), one.getCreateTime(), visit.now())),
                                Parts.cell(state(one)),
                                Parts.cell(AlertWords.tenant(one.getTenantId())),
                                Parts.cell(Parts.mono(one.getFromEndpointId())),
                                Parts.cell(Parts.mono(one.getToEndpointId())),
                                h(
                                        "td.long",
                                        Parts.text(one.getCause()),
                                        Words.plain(one.getHold()).isEmpty()
                                                ? null
                                                : h("span.two", "held back: " + Words.plain(one.getHold()))),
                                Parts.cell(Parts.mono(one.getDecidedBy())),
                                h("td.actions", mayDecide(visit, one) ? decide(visit, one) : null)))
                        .toList());
    }

    private static boolean mayDecide(Visit visit, Failover one) {
        return one.getState() == FailoverState.FAILOVER_STATE_PROPOSED && visit.may(Role.OPERATOR);
    }

    private static Html state(Failover one) {
        String word = Words.plain(one.getState());
        return switch (one.getState()) {
            case FAILOVER_STATE_DONE -> Parts.badge(Tone.GOOD, word);
            case FAILOVER_STATE_PROPOSED -> Parts.badge(Tone.WARN, "waits for a yes");
            case FAILOVER_STATE_WAITING -> Parts.badge(Tone.WARN, word);
            case FAILOVER_STATE_DECIDED -> Parts.badge(Tone.BUSY, word);
            default -> Parts.badge(Tone.IDLE, word);
        };
    }

    private static Html decide(Visit visit, Failover one) {
        Html which = Html.all(Visit.hidden("tenant", one.getTenantId()), Visit.hidden("failover", one.getFailoverId()));
        return h(
                "div.buttons",
                visit.post(Link.to("operations", "failovers", "approve"), which, Parts.submit("Move it")),
                visit.post(Link.to("operations", "failovers", "reject"), which, h("button", "Leave it")));
    }

    private FailoverServiceBlockingStub failovers(Visit visit) {
        return peers.of("health", visit.caller(), FailoverServiceGrpc::newBlockingStub);
    }
}
