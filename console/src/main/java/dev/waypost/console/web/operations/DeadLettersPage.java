package dev.waypost.console.web.operations;

import static dev.waypost.console.web.html.Attr.attr;
import static dev.waypost.console.web.html.Html.h;

import dev.waypost.console.edge.Peers;
import dev.waypost.console.web.frame.Figures;
import dev.waypost.console.web.frame.Link;
import dev.waypost.console.web.frame.Pages;
import dev.waypost.console.web.frame.Parts;
import dev.waypost.console.web.frame.Section;
import dev.waypost.console.web.frame.Tenants;
import dev.waypost.console.web.frame.Visit;
import dev.waypost.console.web.frame.Words;
import dev.waypost.console.web.health.AlertWords;
import dev.waypost.console.web.html.Html;
import dev.waypost.console.web.inbound.InboundWords;
import dev.waypost.platform.auth.Role;
import dev.waypost.proto.ingress.v1.DeadLetterCount;
import dev.waypost.proto.ingress.v1.GetDeadLetterCountsRequest;
import dev.waypost.proto.ingress.v1.GetDeadLetterCountsResponse;
import dev.waypost.proto.ingress.v1.GetQueueStatsRequest;
import dev.waypost.proto.ingress.v1.QueueServiceGrpc;
import dev.waypost.proto.ingress.v1.QueueStats;
import dev.waypost.proto.send.v1.ListMessagesRequest;
import dev.waypost.proto.send.v1.ListMessagesResponse;
import dev.waypost.proto.send.v1.MessageServiceGrpc;
import dev.waypost.proto.send.v1.MessageState;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.List;

/// What was given up, over all tenants: how much, whose, why, and where it is looked at and delivered again.
@Controller("/ui/operations/dead-letters")
@ExecuteOn(TaskExecutors.BLOCKING)
public final class DeadLettersPage {
    private static final int ENOUGH = 100;

    private final Pages pages;
    private final Peers peers;

    DeadLettersPage(Pages pages, Peers peers) {
        this.pages = pages;
        this.peers = peers;
    }

    @Get
    public HttpResponse<?> show(HttpRequest<?> request) {
        return pages.show(request, Section.OPERATIONS, visit -> {
            String tenant = Tenants.of(visit);
            long dead = dead(visit, tenant);
            return OperationsFrame.page(
                    visit,
                    OperationsFrame.DEAD_LETTERS,
                    h(
                            "form.bar",
                            attr("method", "get"),
                            attr("action", Link.to("operations", "dead-letters")),
                            attr("role", "search"),
                            visit.caller().tenants().isEmpty()
                                    ? Parts.input("Tenant", "tenant", tenant, attr("placeholder", "all"))
                                    : Tenants.field(visit, tenant),
                            Parts.submit("Show")),
                    h(
                            "div.figures",
                            Figures.of(
                                    "Deliveries given up",
                                    Words.count(dead),
                                    tenant.isEmpty() ? "of all tenants" : "to projects of this tenant"),
                            !tenant.isEmpty() && visit.may(Role.TENANT_READ) ? messages(visit, tenant) : null),
                    Parts.card("Deliveries given up, by project", projects(visit, tenant)),
                    tenant.isEmpty()
                            ? h(
                                    "p.soft.small",
                                    "Messages that failed are listed by tenant: name one above, or look at the ",
                                    Parts.link(Link.to("operations", "alerts"), "alerts"),
                                    ", which name the tenants that have many.")
                            : null);
        });
    }

    private Html projects(Visit visit, String tenant) {
        GetDeadLetterCountsResponse found = peers.of("ingress", visit.caller(), QueueServiceGrpc::newBlockingStub)
                .getDeadLetterCounts(GetDeadLetterCountsRequest.newBuilder()
                        .setTenantId(tenant)
                        .build());
        if (found.getCountsList().isEmpty()) {
            return Parts.empty(
                    "Nothing is given up",
                    "When a project refuses an event for good, or in all its tries, it is listed here until somebody"
                            + " delivers it again or discards it.");
        }
        return Html.all(
                found.getPartial()
                        ? h("p.soft", "There are more: these are the projects of the deliveries given up last.")
                        : null,
                Parts.table(
                        "Deliveries given up, by project",
                        List.of("Tenant", "Project", "Given up#", "Mostly because", "First", "Last", ""),
                        found.getCountsList().stream()
                                .map(one -> row(visit, one))
                                .toList()));
    }

    private static Html row(Visit visit, DeadLetterCount one) {
        Link look = Link.to("inbound").with("tenant", one.getTenantId()).with("project", one.getProjectId());
        return Parts.row(
                Parts.cell(AlertWords.tenant(one.getTenantId())),
                Parts.cell(InboundWords.project(one.getProjectId())),
                Parts.number(Words.count(one.getCount())),
                h("td.long", Parts.text(InboundWords.cause(one.getHttpStatus(), one.getCause()))),
                Parts.cell(Words.time(one.hasOldestTime(), one.getOldestTime(), visit.now())),
                Parts.cell(Words.time(one.hasNewestTime(), one.getNewestTime(), visit.now())),
                h("td.actions", visit.may(Role.TENANT_READ) ? Parts.button(look, "Look and deliver again") : null));
    }

    private long dead(Visit visit, String tenant) {
        return peers
                .of("ingress", visit.caller(), QueueServiceGrpc::newBlockingStub)
                .getQueueStats(
                        GetQueueStatsRequest.newBuilder().setTenantId(tenant).build())
                .getQueuesList()
                .stream()
                .mapToLong(QueueStats::getDead)
                .sum();
    }

    private List<Html> messages(Visit visit, String tenant) {
        return List.of(
                messages(visit, tenant, MessageState.MESSAGE_STATE_FAILED, "Messages failed"),
                messages(visit, tenant, MessageState.MESSAGE_STATE_EXPIRED, "Messages expired"),
                messages(visit, tenant, MessageState.MESSAGE_STATE_UNKNOWN, "Messages of unknown fate"));
    }

    private Html messages(Visit visit, String tenant, MessageState state, String title) {
        ListMessagesResponse found = peers.of("send", visit.caller(), MessageServiceGrpc::newBlockingStub)
                .listMessages(ListMessagesRequest.newBuilder()
                        .setTenantId(tenant)
                        .addStates(state)
                        .setPageSize(ENOUGH)
                        .build());
        String more = found.getNextPageToken().isEmpty() ? "" : "+";
        return Figures.of(
                title,
                Words.count(found.getMessagesCount()) + more,
                found.getMessagesCount() == 0 ? "nothing to do" : "look, or send again",
                Link.to("messages").with("tenant", tenant).with("state", Words.code(state)));
    }
}
