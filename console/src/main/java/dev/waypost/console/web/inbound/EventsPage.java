package dev.waypost.console.web.inbound;

import static dev.waypost.console.web.html.Attr.attr;
import static dev.waypost.console.web.html.Html.h;

import dev.waypost.console.edge.Peers;
import dev.waypost.console.web.frame.Choices;
import dev.waypost.console.web.frame.Link;
import dev.waypost.console.web.frame.Moments;
import dev.waypost.console.web.frame.Numbers;
import dev.waypost.console.web.frame.Outcome;
import dev.waypost.console.web.frame.Pages;
import dev.waypost.console.web.frame.Parts;
import dev.waypost.console.web.frame.Section;
import dev.waypost.console.web.frame.Tenants;
import dev.waypost.console.web.frame.TraceLinks;
import dev.waypost.console.web.frame.Visit;
import dev.waypost.console.web.frame.Words;
import dev.waypost.console.web.html.Html;
import dev.waypost.platform.auth.Role;
import dev.waypost.proto.ingress.v1.Event;
import dev.waypost.proto.ingress.v1.EventKind;
import dev.waypost.proto.ingress.v1.EventServiceGrpc;
import dev.waypost.proto.ingress.v1.GetEventRequest;
import dev.waypost.proto.ingress.v1.ListEventsRequest;
import dev.waypost.proto.ingress.v1.ListEventsResponse;
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

/// A tenant's events, newest first, and one of them with what it said and who got it.
@Controller("/ui/inbound")
@ExecuteOn(TaskExecutors.BLOCKING)
public final class EventsPage {
    private static final int PAGE = 50;

    private final Pages pages;
    private final Peers peers;
    private final Numbers numbers;
    private final TraceLinks traces;

    EventsPage(Pages pages, Peers peers, Numbers numbers, TraceLinks traces) {
        this.pages = pages;
        this.peers = peers;
        this.numbers = numbers;
        this.traces = traces;
    }

    @Get("/events")
    public HttpResponse<?> list(HttpRequest<?> request) {
        return pages.show(request, Section.INBOUND, visit -> {
            String tenant = Tenants.of(visit);
            return Outcome.page(
                    Section.INBOUND,
                    "Inbound",
                    UndeliveredPage.tabs(tenant, "Events"),
                    filter(visit, tenant),
                    h("section.card", tenant.isEmpty() ? Tenants.ask("Events") : found(visit, tenant)));
        });
    }

    /// Posted like every search by number.
    @Post("/events")
    @Consumes(MediaType.ALL)
    public HttpResponse<?> search(HttpRequest<byte[]> request) {
        return pages.act(
                request,
                Section.INBOUND,
                visit -> Outcome.gone(
                        Link.to("inbound", "events")
                                .with("tenant", visit.field("tenant"))
                                .with("kind", visit.field("kind"))
                                .with(Numbers.PARAMETER, numbers.asked(visit))
                                .with("message", visit.field("message"))
                                .with("from", visit.field("from"))
                                .with("until", visit.field("until")),
                        ""));
    }

    @Get("/{tenantId}/events/{eventId}")
    public HttpResponse<?> show(HttpRequest<?> request, String tenantId, String eventId) {
        return pages.show(request, Section.INBOUND, visit -> {
            Event event = peers.of("ingress", visit.caller(), EventServiceGrpc::newBlockingStub)
                    .getEvent(GetEventRequest.newBuilder()
                            .setTenantId(tenantId)
                            .setEventId(eventId)
                            .build())
                    .getEvent();
            boolean pick = visit.may(Role.OPERATOR) && event.getDeliveriesCount() > 0;
            Html deliveries = event.getDeliveriesCount() == 0
                    ? Parts.empty(
                            "Nobody is to get it",
                            "No project was mapped to this number when it came. Map one under ",
                            Parts.link(Link.to("hub").with("tenant", tenantId), "Hub"),
                            ", then ",
                            Parts.link(Link.to("inbound", "replay").with("tenant", tenantId), "replay"),
                            ".")
                    : UndeliveredPage.table(visit, event.getDeliveriesList(), pick, eventId);
            return Outcome.page(
                    Section.INBOUND,
                    "Event",
                    h(
                            "p.crumb",
                            Parts.link(
                                    Link.to("inbound", "events").with("tenant", tenantId),
                                    "Events of ",
                                    Html.theirs(tenantId)),
                            " / ",
                            h("span.mono", eventId)),
                    Parts.card("Event", Parts.facts(facts(visit, event))),
                    Parts.card(
                            "Deliveries",
                            pick
                                    ? visit.post(
                                            Link.to("inbound", tenantId, "redrive"),
                                            Visit.hidden("event", eventId),
                                            deliveries,
                                            UndeliveredPage.buttons(tenantId))
                                    : deliveries),
                    Parts.card(
                            "What was received",
                            h(
                                    "p.soft.small",
                                    "As the provider sent it, with numbers masked; projects get the exact bytes."),
                            h(
                                    "pre",
                                    attr("tabindex", "0"),
                                    attr("dir", "auto"),
                                    InboundWords.payload(event.getPayload()))));
        });
    }

    private Map<String, Html> facts(Visit visit, Event event) {
        Map<String, Html> facts = new LinkedHashMap<>();
        facts.put("Kind", Parts.text(Words.plain(event.getKind())));
        facts.put("Received", Words.time(event.hasReceiveTime(), event.getReceiveTime(), visit.now()));
        facts.put("At the provider", Words.time(event.hasProviderTime(), event.getProviderTime(), visit.now()));
        facts.put("User", Words.phone(event.getUser()));
        facts.put("Endpoint", Parts.mono(event.getEndpointId()));
        facts.put("Phone number id", Parts.mono(event.getPhoneNumberId()));
        facts.put("Id at the provider", Parts.mono(event.getProviderMessageId()));
        if (!event.getMessageId().isEmpty()) {
            facts.put(
                    "About message",
                    Parts.link(
                            Link.to("messages", event.getTenantId(), event.getMessageId()),
                            h("span.mono", event.getMessageId())));
        }
        facts.put("Trace", traces.of(event.getTraceId()));
        return facts;
    }

    private Html found(Visit visit, String tenant) {
        EventKind kind = Choices.read(EventKind.class, visit.query("kind"), EventKind.EVENT_KIND_UNSPECIFIED);
        ListEventsRequest.Builder asked = ListEventsRequest.newBuilder()
                .setTenantId(tenant)
                .setUser(numbers.of(visit))
                .setMessageId(visit.query("message"))
                .setPageSize(PAGE)
                .setPageToken(visit.query("page_token"));
        if (kind != EventKind.EVENT_KIND_UNSPECIFIED) {
            asked.addKinds(kind);
        }
        Moments.read("from", visit.query("from")).ifPresent(asked::setFromTime);
        Moments.read("until", visit.query("until")).ifPresent(asked::setUntilTime);
        ListEventsResponse found = peers.of("ingress", visit.caller(), EventServiceGrpc::newBlockingStub)
                .listEvents(asked.build());
        Link all = Link.to("inbound", "events")
                .with("tenant", tenant)
                .with("kind", visit.query("kind"))
                .with("message", visit.query("message"))
                .with("from", visit.query("from"))
                .with("until", visit.query("until"));
        Link here = all.with(Numbers.PARAMETER, visit.query(Numbers.PARAMETER));
        return Html.all(
                numbers.note(visit, "Only events of", all),
                found.getEventsList().isEmpty()
                        ? Parts.empty(
                                "No event is found",
                                "Change the filter. If nothing comes at all: does the provider know the webhook's address?"
                                        + " Each endpoint's page shows it.")
                        : table(visit, found.getEventsList()),
                Parts.pager(
                        here,
                        found.getNextPageToken(),
                        visit.query("page_token").isEmpty()));
    }

    private static Html table(Visit visit, List<Event> events) {
        return Parts.table(
                "Events",
                List.of("Received", "Kind", "User", "Endpoint", "Id at the provider", "Event"),
                events.stream()
                        .map(event -> Parts.row(
                                Parts.cell(Words.time(event.hasReceiveTime(), event.getReceiveTime(), visit.now())),
                                Parts.cell(Words.plain(event.getKind())),
                                Parts.cell(Words.phone(event.getUser())),
                                Parts.cell(Parts.mono(event.getEndpointId())),
                                Parts.cell(Parts.mono(event.getProviderMessageId())),
                                Parts.cell(Parts.link(
                                        Link.to("inbound", event.getTenantId(), "events", event.getEventId()),
                                        h("span.mono", event.getEventId())))))
                        .toList());
    }

    private Html filter(Visit visit, String tenant) {
        return visit.post(
                Link.to("inbound", "events"),
                attr("class", "bar"),
                attr("role", "search"),
                Tenants.field(visit, tenant),
                Parts.select("Kind", "kind", visit.query("kind"), Choices.all(EventKind.getDescriptor(), "Any")),
                numbers.field(visit, "User's number"),
                Parts.input("About message", "message", visit.query("message")),
                Parts.input("From (UTC)", "from", visit.query("from"), attr("type", "datetime-local")),
                Parts.input("Until (UTC)", "until", visit.query("until"), attr("type", "datetime-local")),
                Parts.submit("Search"));
    }
}
