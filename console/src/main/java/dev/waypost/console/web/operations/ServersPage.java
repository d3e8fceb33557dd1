package dev.waypost.console.web.operations;

import static dev.waypost.console.web.html.Html.h;

import dev.waypost.console.edge.Peers;
import dev.waypost.console.web.frame.Link;
import dev.waypost.console.web.frame.Pages;
import dev.waypost.console.web.frame.Parts;
import dev.waypost.console.web.frame.Section;
import dev.waypost.console.web.frame.Visit;
import dev.waypost.console.web.frame.Words;
import dev.waypost.console.web.html.Html;
import dev.waypost.proto.health.v1.GetRebalanceAdviceRequest;
import dev.waypost.proto.health.v1.ListServersRequest;
import dev.waypost.proto.health.v1.ListServersResponse;
import dev.waypost.proto.health.v1.RebalanceAdvice;
import dev.waypost.proto.health.v1.Server;
import dev.waypost.proto.health.v1.ServerServiceGrpc;
import dev.waypost.proto.health.v1.ServerServiceGrpc.ServerServiceBlockingStub;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.List;

/// The servers behind endpoints: how full, how well, and where their tenants would be better off.
@Controller("/ui/operations/servers")
@ExecuteOn(TaskExecutors.BLOCKING)
public final class ServersPage {
    private static final int PAGE = 50;

    private final Pages pages;
    private final Peers peers;

    ServersPage(Pages pages, Peers peers) {
        this.pages = pages;
        this.peers = peers;
    }

    @Get
    public HttpResponse<?> show(HttpRequest<?> request) {
        return pages.show(request, Section.OPERATIONS, visit -> {
            ListServersResponse found = servers(visit)
                    .listServers(ListServersRequest.newBuilder()
                            .setPageSize(PAGE)
                            .setPageToken(visit.query("page_token"))
                            .build());
            List<RebalanceAdvice> advice = servers(visit)
                    .getRebalanceAdvice(GetRebalanceAdviceRequest.getDefaultInstance())
                    .getAdviceList();
            return OperationsFrame.page(
                    visit,
                    OperationsFrame.SERVERS,
                    advice.isEmpty() ? null : Parts.card("Advice", advice(advice)),
                    OperationsFrame.list(
                            visit,
                            Link.to("operations", "servers"),
                            found.getNextPageToken(),
                            found.getServersList().isEmpty()
                                    ? Parts.empty(
                                            "No server is known yet",
                                            "One shows here with the first endpoint that leads to it. ",
                                            Parts.link(Link.to("tenants"), "Connect a tenant"),
                                            ".")
                                    : table(visit, found.getServersList())));
        });
    }

    private static Html table(Visit visit, List<Server> servers) {
        return Parts.table(
                "Servers",
                List.of(
                        "Server",
                        "State",
                        "Tenants",
                        "Carrying#",
                        "Endpoints",
                        "In flight#",
                        "Messages a second#",
                        "Errors#",
                        "Probe#"),
                servers.stream()
                        .map(one -> Parts.row(
                                h(
                                        "td.long",
                                        Parts.link(link(one.getServer()), h("span.mono", Html.theirs(one.getServer()))),
                                        h("span.two", ServerWords.providers(one))),
                                Parts.cell(ServerWords.state(visit, one)),
                                Parts.cell(ServerWords.room(one)),
                                Parts.number(Words.count(one.getCarrying())),
                                Parts.cell(ServerWords.health(one)),
                                Parts.number(ServerWords.inFlight(one)),
                                Parts.number(ServerWords.rate(one)),
                                Parts.number(ServerWords.errors(one)),
                                Parts.number(ServerWords.probe(one))))
                        .toList());
    }

    private static Html advice(List<RebalanceAdvice> advice) {
        return h(
                "ul",
                advice.stream()
                        .map(one -> h(
                                "li",
                                Parts.link(link(one.getFromServer()), h("span.mono", Html.theirs(one.getFromServer()))),
                                " " + ServerWords.why(one.getReason()) + ": "
                                        + Words.many(one.getTenants(), "tenant", "tenants")
                                        + (one.getToServer().isEmpty()
                                                ? " would be better off elsewhere, and no other server has room."
                                                : " would find room on "),
                                one.getToServer().isEmpty()
                                        ? null
                                        : Html.all(
                                                Parts.link(
                                                        link(one.getToServer()),
                                                        h("span.mono", Html.theirs(one.getToServer()))),
                                                "."))));
    }

    static Link link(String server) {
        return Link.to("operations", "servers", "one").with("server", server);
    }

    private ServerServiceBlockingStub servers(Visit visit) {
        return peers.of("health", visit.caller(), ServerServiceGrpc::newBlockingStub);
    }
}
