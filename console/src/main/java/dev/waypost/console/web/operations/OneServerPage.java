package dev.waypost.console.web.operations;

import static dev.waypost.console.web.html.Attr.attr;
import static dev.waypost.console.web.html.Html.h;

import dev.waypost.console.edge.Peers;
import dev.waypost.console.web.frame.Link;
import dev.waypost.console.web.frame.Outcome;
import dev.waypost.console.web.frame.Pages;
import dev.waypost.console.web.frame.Parts;
import dev.waypost.console.web.frame.Section;
import dev.waypost.console.web.frame.Visit;
import dev.waypost.console.web.frame.Words;
import dev.waypost.console.web.health.HealthWords;
import dev.waypost.console.web.html.Html;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.proto.health.v1.DrainServerRequest;
import dev.waypost.proto.health.v1.EndpointHealth;
import dev.waypost.proto.health.v1.EndpointHealthServiceGrpc;
import dev.waypost.proto.health.v1.ListEndpointHealthRequest;
import dev.waypost.proto.health.v1.ListEndpointHealthResponse;
import dev.waypost.proto.health.v1.ListServersRequest;
import dev.waypost.proto.health.v1.RestoreServerRequest;
import dev.waypost.proto.health.v1.Server;
import dev.waypost.proto.health.v1.ServerServiceGrpc;
import dev.waypost.proto.health.v1.ServerServiceGrpc.ServerServiceBlockingStub;
import dev.waypost.proto.health.v1.SetServerCapacityRequest;
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

/// One server: how it is, who is on it, what it is meant for, and emptying it.
@Controller("/ui/operations/servers")
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
public final class OneServerPage {
    private static final int PAGE = 50;
    private static final int LONGEST_CAUSE = 512;

    private final Pages pages;
    private final Peers peers;

    OneServerPage(Pages pages, Peers peers) {
        this.pages = pages;
        this.peers = peers;
    }

    @Get("/one")
    public HttpResponse<?> show(HttpRequest<?> request) {
        return pages.show(request, Section.OPERATIONS, visit -> {
            Server server = server(visit, visit.query("server"));
            ListEndpointHealthResponse on = peers.of(
                            "health", visit.caller(), EndpointHealthServiceGrpc::newBlockingStub)
                    .listEndpointHealth(ListEndpointHealthRequest.newBuilder()
                            .setServer(server.getServer())
                            .setPageSize(PAGE)
                            .setPageToken(visit.query("page_token"))
                            .build());
            return page(
                    visit,
                    server,
                    Parts.card("Now", Parts.facts(facts(visit, server)), buttons(visit, server)),
                    Parts.card("What it is meant for", capacity(visit, server)),
                    Parts.card(
                            "Who is on it",
                            on.getEndpointHealthList().isEmpty()
                                    ? Parts.empty("No endpoint leads here", "It can be switched off without harm.")
                                    : endpoints(visit, on.getEndpointHealthList()),
                            Parts.pager(
                                    ServersPage.link(server.getServer()),
                                    on.getNextPageToken(),
                                    visit.query("page_token").isEmpty())));
        });
    }

    @Get("/drain")
    public HttpResponse<?> askDrain(HttpRequest<?> request) {
        return pages.show(request, Section.OPERATIONS, visit -> {
            Server server = server(visit, visit.query("server"));
            return page(
                    visit,
                    server,
                    visit.question(
                            Link.to("operations", "servers", "drain"),
                            ServersPage.link(server.getServer()),
                            "Empty this server?",
                            "Drain it",
                            Visit.hidden("server", server.getServer()),
                            h(
                                    "p",
                                    Words.many(server.getCarrying(), "endpoint carries", "endpoints carry")
                                            + " traffic here. Tenants that have another healthy endpoint elsewhere are"
                                            + " moved there, one after the other; those that have none stay. No traffic"
                                            + " is moved to this server until it is used again."),
                            Parts.input("Why (kept in the history)", "cause", "", attr("maxlength", LONGEST_CAUSE))));
        });
    }

    @Post("/drain")
    public HttpResponse<?> drain(HttpRequest<byte[]> request) {
        return pages.act(request, Section.OPERATIONS, visit -> {
            long tenants = servers(visit)
                    .drainServer(DrainServerRequest.newBuilder()
                            .setRequestId(visit.requestId())
                            .setServer(named(visit.field("server")))
                            .setCause(visit.field("cause"))
                            .build())
                    .getTenants();
            return Outcome.gone(
                    ServersPage.link(visit.field("server")),
                    "It is being emptied: " + Words.many(tenants, "tenant is", "tenants are") + " looked at.");
        });
    }

    @Get("/restore")
    public HttpResponse<?> askRestore(HttpRequest<?> request) {
        return pages.show(request, Section.OPERATIONS, visit -> {
            Server server = server(visit, visit.query("server"));
            return page(
                    visit,
                    server,
                    visit.question(
                            Link.to("operations", "servers", "restore"),
                            ServersPage.link(server.getServer()),
                            "Use this server again?",
                            "Use it again",
                            Visit.hidden("server", server.getServer()),
                            h(
                                    "p",
                                    "Traffic may move here again. What was moved away stays away, except shares of pools"
                                            + " and tenants that fail back to where they came from.")));
        });
    }

    @Post("/restore")
    public HttpResponse<?> restore(HttpRequest<byte[]> request) {
        return pages.act(request, Section.OPERATIONS, visit -> {
            servers(visit)
                    .restoreServer(RestoreServerRequest.newBuilder()
                            .setRequestId(visit.requestId())
                            .setServer(named(visit.field("server")))
                            .build());
            return Outcome.gone(ServersPage.link(visit.field("server")), "The server is used again.");
        });
    }

    @Post("/capacity")
    public HttpResponse<?> meant(HttpRequest<byte[]> request) {
        return pages.act(request, Section.OPERATIONS, visit -> {
            String text = visit.field("capacity");
            if (!text.matches("[0-9]{0,8}")) {
                throw Fault.of(Reason.FIELD_INVALID)
                        .violation(
                                "capacity",
                                "value: " + Fault.Violation.shown(text) + " (expected: a whole number of tenants)");
            }
            servers(visit)
                    .setServerCapacity(SetServerCapacityRequest.newBuilder()
                            .setRequestId(visit.requestId())
                            .setServer(named(visit.field("server")))
                            .setCapacity(text.isEmpty() ? 0 : Integer.parseInt(text))
                            .build());
            return Outcome.gone(ServersPage.link(visit.field("server")), "Saved.");
        });
    }

    private Server server(Visit visit, String name) {
        return servers(visit)
                .listServers(
                        ListServersRequest.newBuilder().setServer(named(name)).build())
                .getServers(0);
    }

    private static String named(String server) {
        if (server.isEmpty()) {
            throw Fault.of(Reason.FIELD_INVALID).violation("server", "value: empty (expected: a host and port)");
        }
        return server;
    }

    private static Outcome page(Visit visit, Server server, Html... body) {
        return OperationsFrame.page(
                visit,
                OperationsFrame.SERVERS,
                h("h2", "Server ", h("span.mono", Html.theirs(server.getServer()))),
                List.of(body));
    }

    private static Map<String, Html> facts(Visit visit, Server server) {
        Map<String, Html> facts = new LinkedHashMap<>();
        facts.put("State", ServerWords.state(visit, server));
        if (!server.getDrainCause().isEmpty()) {
            facts.put("Why it is drained", Parts.text(server.getDrainCause()));
        }
        facts.put("Speaks", Parts.text(ServerWords.providers(server)));
        facts.put("Tenants", ServerWords.room(server));
        facts.put("Endpoints that carry traffic", h("span.num", Words.count(server.getCarrying())));
        facts.put("Endpoints", ServerWords.health(server));
        facts.put("Messages in flight", h("span.num", ServerWords.inFlight(server)));
        facts.put("Messages a second", h("span.num", ServerWords.rate(server)));
        facts.put("Errors", h("span.num", ServerWords.errors(server)));
        facts.put("A probe takes", h("span.num", ServerWords.probe(server)));
        return facts;
    }

    private static Html buttons(Visit visit, Server server) {
        Link drain = Link.to("operations", "servers", server.hasDrainSince() ? "restore" : "drain");
        return h(
                "div.buttons",
                Parts.button(
                        drain.with("server", server.getServer()),
                        server.hasDrainSince() ? "Use it again…" : "Drain it…"),
                Parts.button(
                        Link.to("operations", "bulk-switch").with("server", server.getServer()),
                        "Switch its tenants away…"));
    }

    private static Html capacity(Visit visit, Server server) {
        return visit.post(
                Link.to("operations", "servers", "capacity"),
                Visit.hidden("server", server.getServer()),
                h(
                        "div.bar",
                        Parts.input(
                                "Tenants",
                                "capacity",
                                server.getCapacity() == 0 ? "" : String.valueOf(server.getCapacity()),
                                attr("inputmode", "numeric"),
                                attr("placeholder", "nobody said")),
                        Parts.submit("Save")));
    }

    private static Html endpoints(Visit visit, List<EndpointHealth> endpoints) {
        return Parts.table(
                "Endpoints on this server",
                List.of("Tenant", "Endpoint", "Health", "Cause", "Since"),
                endpoints.stream()
                        .map(one -> Parts.row(
                                Parts.cell(Parts.link(
                                        Link.to("tenants", one.getTenantId()),
                                        h("span.mono", Html.theirs(one.getTenantId())))),
                                Parts.cell(Parts.link(
                                        Link.to("tenants", one.getTenantId(), "endpoints", one.getEndpointId()),
                                        h("span.mono", Html.theirs(one.getEndpointId())))),
                                Parts.cell(HealthWords.badge(one.getStatus())),
                                h("td.long", Parts.text(one.getCause())),
                                Parts.cell(Words.time(one.hasStatusSince(), one.getStatusSince(), visit.now()))))
                        .toList());
    }

    private ServerServiceBlockingStub servers(Visit visit) {
        return peers.of("health", visit.caller(), ServerServiceGrpc::newBlockingStub);
    }
}
