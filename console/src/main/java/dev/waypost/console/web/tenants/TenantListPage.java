package dev.waypost.console.web.tenants;

import static dev.waypost.console.web.html.Attr.attr;
import static dev.waypost.console.web.html.Html.h;

import dev.waypost.console.edge.Peers;
import dev.waypost.console.web.frame.Choices;
import dev.waypost.console.web.frame.Link;
import dev.waypost.console.web.frame.Outcome;
import dev.waypost.console.web.frame.Pages;
import dev.waypost.console.web.frame.Parts;
import dev.waypost.console.web.frame.Section;
import dev.waypost.console.web.frame.Visit;
import dev.waypost.console.web.frame.Words;
import dev.waypost.console.web.html.Html;
import dev.waypost.platform.auth.Role;
import dev.waypost.proto.config.v1.CreateTenantRequest;
import dev.waypost.proto.config.v1.ListTenantsRequest;
import dev.waypost.proto.config.v1.ListTenantsResponse;
import dev.waypost.proto.config.v1.Tenant;
import dev.waypost.proto.config.v1.TenantServiceGrpc;
import dev.waypost.proto.config.v1.TenantState;
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

/// All tenants that the caller may see: found by name, id or state, page by page.
@Controller("/ui/tenants")
@ExecuteOn(TaskExecutors.BLOCKING)
public final class TenantListPage {
    private static final int PAGE = 50;

    private final Pages pages;
    private final Peers peers;

    TenantListPage(Pages pages, Peers peers) {
        this.pages = pages;
        this.peers = peers;
    }

    @Get
    public HttpResponse<?> list(HttpRequest<?> request) {
        return pages.show(request, Section.TENANTS, visit -> {
            TenantState state =
                    Choices.read(TenantState.class, visit.query("state"), TenantState.TENANT_STATE_UNSPECIFIED);
            String words = visit.query("query");
            ListTenantsResponse found = peers.of("config", visit.caller(), TenantServiceGrpc::newBlockingStub)
                    .listTenants(ListTenantsRequest.newBuilder()
                            .setPageSize(PAGE)
                            .setPageToken(visit.query("page_token"))
                            .setQuery(words)
                            .setState(state)
                            .build());
            Link here = Link.to("tenants").with("query", words).with("state", Words.code(state));
            boolean first = visit.query("page_token").isEmpty();
            return Outcome.page(
                    Section.TENANTS,
                    "Tenants",
                    filter(words, state),
                    h(
                            "div#found",
                            attr("aria-live", "polite"),
                            h(
                                    "section.card",
                                    found.getTenantsList().isEmpty()
                                            ? nothing(
                                                    visit,
                                                    first
                                                            && words.isEmpty()
                                                            && here.query().isEmpty())
                                            : table(visit, found.getTenantsList()),
                                    Parts.pager(here, found.getNextPageToken(), first))),
                    visit.may(Role.ADMIN) ? create(visit) : null);
        });
    }

    @Post
    @Consumes(MediaType.ALL)
    public HttpResponse<?> create(HttpRequest<byte[]> request) {
        return pages.act(request, Section.TENANTS, visit -> {
            Tenant made = peers.of("config", visit.caller(), TenantServiceGrpc::newBlockingStub)
                    .createTenant(CreateTenantRequest.newBuilder()
                            .setRequestId(visit.requestId())
                            .setTenantId(visit.field("tenant_id"))
                            .setName(visit.field("name"))
                            .build())
                    .getTenant();
            return Outcome.gone(
                    Link.to("tenants", made.getTenantId()), "The tenant is there. It needs an endpoint to send.");
        });
    }

    /// The list follows what is typed; without a script, the button does the same.
    private static Html filter(String words, TenantState state) {
        return h(
                "form.bar",
                attr("method", "get"),
                attr("action", Link.to("tenants")),
                attr("role", "search"),
                attr("hx-get", Link.to("tenants")),
                attr("hx-trigger", "input changed delay:300ms from:find input, change"),
                attr("hx-target", "#found"),
                attr("hx-select", "#found"),
                attr("hx-swap", "outerHTML"),
                attr("hx-push-url", "true"),
                h(
                        "label.field.grow",
                        h("span.label", "Name or id contains"),
                        h("input", attr("name", "query"), attr("type", "search"), attr("value", words))),
                Parts.select("State", "state", Words.code(state), Choices.all(TenantState.getDescriptor(), "Any")),
                h("button", attr("type", "submit"), "Search"));
    }

    private static Html table(Visit visit, List<Tenant> tenants) {
        return Parts.table(
                "Tenants",
                List.of("Tenant", "State", "Routing", "Limit", "Created", "Changed"),
                tenants.stream()
                        .map(tenant -> Parts.row(
                                h(
                                        "td.long",
                                        Parts.link(
                                                Link.to("tenants", tenant.getTenantId()),
                                                Html.theirs(
                                                        tenant.getName().isEmpty()
                                                                ? tenant.getTenantId()
                                                                : tenant.getName())),
                                        tenant.getName().isEmpty()
                                                ? null
                                                : h("span.two.mono", Html.theirs(tenant.getTenantId()))),
                                Parts.cell(TenantWords.state(tenant.getState())),
                                Parts.cell(TenantWords.routing(tenant.getPolicy())),
                                Parts.cell(TenantWords.limit(tenant.getPolicy())),
                                Parts.cell(Words.time(tenant.hasCreateTime(), tenant.getCreateTime(), visit.now())),
                                Parts.cell(Words.time(tenant.hasUpdateTime(), tenant.getUpdateTime(), visit.now()))))
                        .toList());
    }

    private static Html nothing(Visit visit, boolean none) {
        if (!none) {
            return Parts.empty(
                    "No tenant is found", "Check the spelling, or ", Parts.link(Link.to("tenants"), "list all"), ".");
        }
        return visit.may(Role.ADMIN)
                ? Parts.empty("No tenants yet", "Add the first one below; then give it an endpoint.")
                : Parts.empty("No tenants yet", "Whoever holds an admin key can add one.");
    }

    private static Html create(Visit visit) {
        return h(
                "details.card",
                h("summary", "Add a tenant"),
                visit.post(
                        Link.to("tenants"),
                        h(
                                "div.bar",
                                Parts.input(
                                        "Id",
                                        "tenant_id",
                                        "",
                                        attr("required", ""),
                                        attr("maxlength", 128),
                                        attr("placeholder", "salon-42")),
                                h(
                                        "label.field.grow",
                                        h("span.label", "Name"),
                                        h(
                                                "input",
                                                attr("name", "name"),
                                                attr("value", ""),
                                                attr("maxlength", 256),
                                                attr("autocomplete", "off"))),
                                Parts.submit("Add"))));
    }
}
