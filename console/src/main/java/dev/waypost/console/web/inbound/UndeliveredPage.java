package dev.waypost.console.web.inbound;

import static dev.waypost.console.web.html.Attr.attr;
import static dev.waypost.console.web.html.Html.h;

import dev.waypost.console.edge.Peers;
import dev.waypost.console.web.frame.Link;
import dev.waypost.console.web.frame.Outcome;
import dev.waypost.console.web.frame.Pages;
import dev.waypost.console.web.frame.Parts;
import dev.waypost.console.web.frame.Section;
import dev.waypost.console.web.frame.Tenants;
import dev.waypost.console.web.frame.Visit;
import dev.waypost.console.web.frame.Words;
import dev.waypost.console.web.html.Html;
import dev.waypost.platform.auth.Role;
import dev.waypost.proto.ingress.v1.Delivery;
import dev.waypost.proto.ingress.v1.DeliveryServiceGrpc;
import dev.waypost.proto.ingress.v1.DeliveryServiceGrpc.DeliveryServiceBlockingStub;
import dev.waypost.proto.ingress.v1.DiscardDeliveriesRequest;
import dev.waypost.proto.ingress.v1.ListUndeliveredRequest;
import dev.waypost.proto.ingress.v1.ListUndeliveredResponse;
import dev.waypost.proto.ingress.v1.RedriveDeliveriesRequest;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Deliveries that did not arrive: the first thing to look at when a project misses something.
@Controller("/ui/inbound")
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
public final class UndeliveredPage {
    private static final int PAGE = 50;

    private final Pages pages;
    private final Peers peers;

    UndeliveredPage(Pages pages, Peers peers) {
        this.pages = pages;
        this.peers = peers;
    }

    @Get
    public HttpResponse<?> show(HttpRequest<?> request) {
        return pages.show(request, Section.INBOUND, visit -> {
            String tenant = Tenants.of(visit);
            return Outcome.page(
                    Section.INBOUND,
                    "Inbound",
                    tabs(tenant, "Undelivered"),
                    h(
                            "form.bar",
                            attr("method", "get"),
                            attr("action", Link.to("inbound")),
                            attr("role", "search"),
                            Tenants.field(visit, tenant),
                            Parts.input("Project", "project", visit.query("project"), attr("placeholder", "any")),
                            Parts.submit("Search")),
                    tenant.isEmpty() ? h("section.card", Tenants.ask("Deliveries")) : found(visit, tenant));
        });
    }

    @Post("/{tenantId}/redrive")
    public HttpResponse<?> redrive(HttpRequest<byte[]> request, String tenantId) {
        return pages.act(request, Section.INBOUND, visit -> {
            var answer = deliveries(visit)
                    .redriveDeliveries(RedriveDeliveriesRequest.newBuilder()
                            .setTenantId(tenantId)
                            .setRequestId(visit.requestId())
                            .addAllDeliveryIds(visit.fields("delivery"))
                            .build());
            return done(
                    visit, tenantId, "queued again", answer.getDeliveryIdsCount(), answer.getSkippedDeliveryIdsCount());
        });
    }

    @Post("/{tenantId}/discard")
    public HttpResponse<?> discard(HttpRequest<byte[]> request, String tenantId) {
        return pages.act(request, Section.INBOUND, visit -> {
            if (!visit.has("sure")) {
                return sure(visit, tenantId);
            }
            var answer = deliveries(visit)
                    .discardDeliveries(DiscardDeliveriesRequest.newBuilder()
                            .setTenantId(tenantId)
                            .setRequestId(visit.requestId())
                            .addAllDeliveryIds(visit.fields("delivery"))
                            .setCause(visit.field("cause"))
                            .build());
            return done(
                    visit, tenantId, "discarded", answer.getDeliveryIdsCount(), answer.getSkippedDeliveryIdsCount());
        });
    }

    private static Outcome done(Visit visit, String tenantId, String what, int count, int skipped) {
        String left = skipped == 0 ? "" : " " + Words.many(skipped, "is", "are") + " in another state by now.";
        return Outcome.gone(
                back(visit, tenantId), Words.many(count, "delivery", "deliveries") + " " + what + "." + left);
    }

    private static Link back(Visit visit, String tenantId) {
        String event = visit.field("event");
        return event.isEmpty()
                ? Link.to("inbound").with("tenant", tenantId)
                : Link.to("inbound", tenantId, "events", event);
    }

    private static Outcome sure(Visit visit, String tenantId) {
        List<String> picked = visit.fields("delivery");
        Link back = back(visit, tenantId);
        return Outcome.page(
                Section.INBOUND,
                "Inbound",
                picked.isEmpty()
                        ? h(
                                "section.card",
                                Parts.empty("None is picked", "Go back and pick some. ", Parts.link(back, "Back")))
                        : visit.question(
                                Link.to("inbound", tenantId, "discard"),
                                back,
                                "Discard " + Words.many(picked.size(), "delivery", "deliveries") + "?",
                                "Discard",
                                Visit.hidden("sure", "yes"),
                                Visit.hidden("event", visit.field("event")),
                                picked.stream().map(id -> Visit.hidden("delivery", id)),
                                h("p", "Their projects never get them, unless somebody replays the events."),
                                Parts.input("Why (kept with them)", "cause", "", attr("maxlength", 512))));
    }

    static Html tabs(String tenant, String current) {
        Map<String, Link> tabs = new LinkedHashMap<>();
        tabs.put("Undelivered", Link.to("inbound").with("tenant", tenant));
        tabs.put("Events", Link.to("inbound", "events").with("tenant", tenant));
        tabs.put("Replay", Link.to("inbound", "replay").with("tenant", tenant));
        return Parts.tabs("Parts of inbound", tabs, current);
    }

    private Html found(Visit visit, String tenant) {
        ListUndeliveredResponse found = deliveries(visit)
                .listUndelivered(ListUndeliveredRequest.newBuilder()
                        .setTenantId(tenant)
                        .setProjectId(visit.query("project"))
                        .setPageSize(PAGE)
                        .setPageToken(visit.query("page_token"))
                        .build());
        Html list = found.getDeliveriesList().isEmpty()
                ? Parts.empty(
                        "Everything was delivered",
                        "Nothing is given up or parked. What waits for its turn is under ",
                        Parts.link(Link.to("inbound", "events").with("tenant", tenant), "Events"),
                        ".")
                : table(visit, found.getDeliveriesList(), visit.may(Role.OPERATOR), "");
        Link here = Link.to("inbound").with("tenant", tenant).with("project", visit.query("project"));
        return h(
                "section.card",
                found.getDeliveriesCount() > 0 && visit.may(Role.OPERATOR)
                        ? visit.post(Link.to("inbound", tenant, "redrive"), list, buttons(tenant))
                        : list,
                Parts.pager(
                        here,
                        found.getNextPageToken(),
                        visit.query("page_token").isEmpty()));
    }

    static Html buttons(String tenant) {
        return h(
                "div.buttons",
                h("label", h("input", attr("type", "checkbox"), attr("data-all", "delivery")), "All on this page"),
                Parts.submit("Deliver again"),
                h(
                        "button.danger",
                        attr("type", "submit"),
                        attr("formaction", Link.to("inbound", tenant, "discard")),
                        "Discard…"));
    }

    /// @param event the one that all of them are of; empty when each is to be linked
    static Html table(Visit visit, List<Delivery> deliveries, boolean pick, String event) {
        List<String> columns = new java.util.ArrayList<>(List.of(
                "Created",
                "State",
                "Project",
                "Tries#",
                "Last failure",
                "Next try",
                event.isEmpty() ? "Event" : "Delivery"));
        if (pick) {
            columns.addFirst("Pick");
        }
        return Parts.table(
                "Deliveries",
                columns,
                deliveries.stream()
                        .map(one -> h(
                                "tr",
                                pick
                                        ? Parts.cell(h(
                                                "input",
                                                attr("type", "checkbox"),
                                                attr("name", "delivery"),
                                                attr("value", one.getDeliveryId()),
                                                attr("aria-label", "Pick " + one.getDeliveryId())))
                                        : null,
                                Parts.cell(Words.time(one.hasCreateTime(), one.getCreateTime(), visit.now())),
                                Parts.cell(InboundWords.state(one.getState())),
                                Parts.cell(InboundWords.project(one.getProjectId())),
                                Parts.number(one.getAttemptCount()),
                                h("td.long", Parts.text(InboundWords.lastCause(one))),
                                Parts.cell(Words.time(one.hasNextAttemptTime(), one.getNextAttemptTime(), visit.now())),
                                Parts.cell(
                                        event.isEmpty()
                                                ? Parts.link(
                                                        Link.to(
                                                                "inbound",
                                                                one.getTenantId(),
                                                                "events",
                                                                one.getEventId()),
                                                        h("span.mono", one.getEventId()))
                                                : h("span.mono", one.getDeliveryId()))))
                        .toList());
    }

    private DeliveryServiceBlockingStub deliveries(Visit visit) {
        return peers.of("ingress", visit.caller(), DeliveryServiceGrpc::newBlockingStub);
    }
}
