package dev.waypost.console.web.hub;

import static dev.waypost.console.web.html.Attr.attr;
import static dev.waypost.console.web.html.Html.h;

import dev.waypost.console.edge.Peers;
import dev.waypost.console.web.frame.Link;
import dev.waypost.console.web.frame.Outcome;
import dev.waypost.console.web.frame.Pages;
import dev.waypost.console.web.frame.Parts;
import dev.waypost.console.web.frame.Parts.Tone;
import dev.waypost.console.web.frame.Section;
import dev.waypost.console.web.frame.Tenants;
import dev.waypost.console.web.html.Html;
import dev.waypost.proto.config.v1.Mapping;
import dev.waypost.proto.config.v1.Project;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Who gets what users write, drawn and listed.
@Controller("/ui/hub")
@ExecuteOn(TaskExecutors.BLOCKING)
public final class HubPage {
    private final Pages pages;
    private final Peers peers;

    HubPage(Pages pages, Peers peers) {
        this.pages = pages;
        this.peers = peers;
    }

    @Get
    public HttpResponse<?> show(HttpRequest<?> request) {
        return pages.show(request, Section.HUB, visit -> {
            String tenant = Tenants.of(visit);
            Html body;
            if (tenant.isEmpty() && !visit.caller().tenants().isEmpty()) {
                body = h("section.card", Tenants.ask("Numbers and projects"));
            } else {
                HubTree tree = HubTree.read(peers, visit, tenant);
                body = tree.isEmpty() ? h("section.card", nothing()) : drawn(tree);
            }
            return Outcome.page(
                    Section.HUB,
                    "Hub",
                    tabs(tenant, "Who receives what"),
                    h(
                            "form.bar",
                            attr("method", "get"),
                            attr("action", Link.to("hub")),
                            visit.caller().tenants().isEmpty()
                                    ? Parts.input("Tenant", "tenant", tenant, attr("placeholder", "all"))
                                    : Tenants.field(visit, tenant),
                            Parts.submit("Show")),
                    body);
        });
    }

    static Html tabs(String tenant, String current) {
        Map<String, Link> tabs = new LinkedHashMap<>();
        tabs.put("Who receives what", Link.to("hub").with("tenant", tenant));
        tabs.put("Gateways and locks", Link.to("hub", "gateways").with("tenant", tenant));
        return Parts.tabs("Parts of the hub", tabs, current);
    }

    private static Html nothing() {
        return Parts.empty(
                "The hub is empty",
                "Add a business account, an app, a number and a project, then map the number to the project: ",
                h("a", attr("href", "/docs#hub"), "the calls for it"),
                ".");
    }

    private static Html drawn(HubTree tree) {
        return Html.all(
                tree.cut()
                        ? h(
                                "div.alert.warn",
                                h(
                                        "p",
                                        "Only the first " + HubTree.MOST
                                                + " of each are shown. Name a tenant to see all of its own."))
                        : null,
                h("section.card", HubPicture.of(tree)),
                tree.projects().isEmpty() ? null : Parts.card("Projects", projects(tree.projects())),
                tree.mappings().isEmpty() ? null : Parts.card("Mappings", mappings(tree.mappings())));
    }

    private static Html projects(List<Project> projects) {
        return Parts.table(
                "Projects",
                List.of("Project", "State", "Receives at", "Tenant", "At once#", "Per second#"),
                projects.stream()
                        .map(project -> Parts.row(
                                h(
                                        "td.long",
                                        Html.theirs(
                                                project.getName().isEmpty()
                                                        ? project.getProjectId()
                                                        : project.getName()),
                                        h("span.two.mono", Html.theirs(project.getProjectId()))),
                                Parts.cell(state(project)),
                                Parts.cell(
                                        project.getUrl().isEmpty()
                                                ? h("span.soft", "a gRPC subscription")
                                                : Parts.mono(project.getUrl())),
                                Parts.cell(tenant(project.getTenantId())),
                                Parts.number(project.getMaxInFlight() == 0 ? "default" : project.getMaxInFlight()),
                                Parts.number(project.getMaxPerSecond() == 0 ? "unlimited" : project.getMaxPerSecond())))
                        .toList());
    }

    private static Html state(Project project) {
        if (project.getActive()) {
            return Parts.badge(Tone.GOOD, "active");
        }
        return switch (project.getDisableCause()) {
            case PROJECT_DISABLE_CAUSE_GONE -> Parts.badge(Tone.BAD, "off: it said gone");
            case PROJECT_DISABLE_CAUSE_FAILING -> Parts.badge(Tone.BAD, "off: it kept failing");
            default -> Parts.badge(Tone.IDLE, "switched off");
        };
    }

    private static Html mappings(List<Mapping> mappings) {
        return Parts.table(
                "Mappings",
                List.of("Phone number id", "Project", "Priority#", "Tenant"),
                mappings.stream()
                        .map(mapping -> Parts.row(
                                Parts.cell(Parts.mono(mapping.getPhoneNumberId())),
                                Parts.cell(Parts.mono(mapping.getProjectId())),
                                Parts.number(mapping.getPriority()),
                                Parts.cell(tenant(mapping.getTenantId()))))
                        .toList());
    }

    static Html tenant(String tenantId) {
        return tenantId.isEmpty()
                ? h("span.soft", "–")
                : Parts.link(Link.to("tenants", tenantId), h("span.mono", Html.theirs(tenantId)));
    }
}
