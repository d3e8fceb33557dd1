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
import dev.waypost.console.web.html.Html;
import dev.waypost.platform.auth.Role;
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

/// What was given up: how much there is, and where it is looked at and sent again.
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
            boolean mayList = !tenant.isEmpty() && visit.may(Role.TENANT_READ);
            return OperationsFrame.page(
                    visit,
                    OperationsFrame.DEAD_LETTERS,
                    h(
                            "form.bar",
                            attr("method", "get"),
                            attr("action", Link.to("operations", "dead-letters")),
                            attr("role", "search"),
                            Tenants.field(visit, tenant),
                            Parts.submit("Show")),
                    h(
                            "div.figures",
                            tenant.isEmpty()
                                    ? Figures.of("Deliveries given up", Words.count(dead), "of all tenants")
                                    : Figures.of(
                                            "Deliveries given up",
                                            Words.count(dead),
                                            dead == 0 ? "nothing to do" : "look, deliver again or discard",
                                            Link.to("inbound").with("tenant", tenant)),
                            mayList ? messages(visit, tenant) : null),
                    mayList
                            ? null
                            : h(
                                    "section.card",
                                    Parts.empty(
                                            dead == 0 ? "No delivery is given up" : "Which tenant?",
                                            "Name one above to see its deliveries and its messages that failed. Alerts"
                                                    + " name the tenants that have many: ",
                                            Parts.link(Link.to("operations", "alerts"), "Alerts"),
                                            ".")));
        });
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
