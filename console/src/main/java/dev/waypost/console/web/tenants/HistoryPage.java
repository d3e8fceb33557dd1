package dev.waypost.console.web.tenants;

import static dev.waypost.console.web.html.Attr.attr;
import static dev.waypost.console.web.html.Html.h;

import dev.waypost.console.edge.Peers;
import dev.waypost.console.web.frame.Link;
import dev.waypost.console.web.frame.Pages;
import dev.waypost.console.web.frame.Parts;
import dev.waypost.console.web.frame.Pretty;
import dev.waypost.console.web.frame.Section;
import dev.waypost.console.web.frame.Visit;
import dev.waypost.console.web.frame.Words;
import dev.waypost.console.web.html.Html;
import dev.waypost.proto.config.v1.AuditServiceGrpc;
import dev.waypost.proto.config.v1.Change;
import dev.waypost.proto.config.v1.ListChangesRequest;
import dev.waypost.proto.config.v1.ListChangesResponse;
import dev.waypost.proto.config.v1.Tenant;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.List;

/// Who changed what of a tenant, and why.
@Controller("/ui/tenants/{tenantId}/history")
@ExecuteOn(TaskExecutors.BLOCKING)
public final class HistoryPage {
    private static final int PAGE = 25;

    private final Pages pages;
    private final OneTenant one;
    private final Peers peers;

    HistoryPage(Pages pages, OneTenant one, Peers peers) {
        this.pages = pages;
        this.one = one;
        this.peers = peers;
    }

    @Get
    public HttpResponse<?> show(HttpRequest<?> request, String tenantId) {
        return pages.show(request, Section.TENANTS, visit -> {
            Tenant tenant = one.tenant(visit, tenantId);
            String action = visit.query("action");
            String actor = visit.query("actor");
            ListChangesResponse found = peers.of("config", visit.caller(), AuditServiceGrpc::newBlockingStub)
                    .listChanges(ListChangesRequest.newBuilder()
                            .setTenantId(tenantId)
                            .setPageSize(PAGE)
                            .setPageToken(visit.query("page_token"))
                            .setActionPrefix(action)
                            .setActor(actor)
                            .build());
            Link all = Link.to("tenants", tenantId, "history");
            Link here = all.with("action", action).with("actor", actor);
            return OneTenant.page(
                    visit,
                    tenant,
                    "History",
                    h(
                            "form.bar",
                            attr("method", "get"),
                            attr("action", all),
                            Parts.input("Action begins with", "action", action, attr("placeholder", "endpoint.")),
                            Parts.input("Who", "actor", actor),
                            h("button", attr("type", "submit"), "Filter")),
                    h(
                            "section.card",
                            found.getChangesList().isEmpty()
                                    ? Parts.empty(
                                            "No change is found",
                                            "Every change of this tenant is kept here. ",
                                            Parts.link(all, "Show all"))
                                    : table(visit, found.getChangesList()),
                            Parts.pager(
                                    here,
                                    found.getNextPageToken(),
                                    visit.query("page_token").isEmpty())));
        });
    }

    private static Html table(Visit visit, List<Change> changes) {
        return Parts.table(
                "Changes",
                List.of("When", "What", "Who", "Why", "Revision#"),
                changes.stream()
                        .map(change -> Parts.row(
                                Parts.cell(Words.time(change.hasTime(), change.getTime(), visit.now())),
                                h(
                                        "td.long",
                                        h("span.mono", change.getAction()),
                                        h("span.two.mono", Html.theirs(change.getResource())),
                                        change.getBeforeJson().isEmpty()
                                                        && change.getAfterJson().isEmpty()
                                                ? null
                                                : h(
                                                        "details",
                                                        h("summary.small", "Before and after"),
                                                        part("Before", change.getBeforeJson()),
                                                        part("After", change.getAfterJson()))),
                                Parts.cell(Parts.mono(change.getActor())),
                                Parts.cell(Parts.text(change.getCause())),
                                Parts.number(change.getRevision())))
                        .toList());
    }

    private static Html part(String title, String json) {
        return json.isEmpty()
                ? Html.NONE
                : Html.all(h("h3", title), h("pre", attr("tabindex", "0"), attr("dir", "auto"), Pretty.json(json)));
    }
}
