package dev.waypost.console.web.tenants;

import static dev.waypost.console.web.html.Html.h;

import dev.waypost.console.web.frame.Link;
import dev.waypost.console.web.frame.Outcome;
import dev.waypost.console.web.frame.Pages;
import dev.waypost.console.web.frame.Parts;
import dev.waypost.console.web.frame.Section;
import dev.waypost.console.web.frame.Visit;
import dev.waypost.console.web.frame.Words;
import dev.waypost.console.web.health.HealthWords;
import dev.waypost.console.web.health.VerdictStrip;
import dev.waypost.console.web.html.Html;
import dev.waypost.platform.auth.Role;
import dev.waypost.proto.config.v1.Endpoint;
import dev.waypost.proto.config.v1.ResumeTenantRequest;
import dev.waypost.proto.config.v1.SuspendTenantRequest;
import dev.waypost.proto.config.v1.Tenant;
import dev.waypost.proto.health.v1.EndpointHealth;
import dev.waypost.proto.health.v1.HealthStatus;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One tenant at a glance: whether it works, by which endpoints, and what to do if it does not.
@Controller("/ui/tenants/{tenantId}")
@ExecuteOn(TaskExecutors.BLOCKING)
public final class TenantPage {
    private static final int LONGEST_CAUSE = 512;

    private final Pages pages;
    private final OneTenant one;
    private final TenantFigures figures;
    private final VerdictStrip strip;

    TenantPage(Pages pages, OneTenant one, TenantFigures figures, VerdictStrip strip) {
        this.pages = pages;
        this.one = one;
        this.figures = figures;
        this.strip = strip;
    }

    @Get
    public HttpResponse<?> show(HttpRequest<?> request, String tenantId) {
        return pages.show(request, Section.TENANTS, visit -> {
            Tenant tenant = one.tenant(visit, tenantId);
            return OneTenant.page(
                    visit,
                    tenant,
                    "Status",
                    figures.of(visit, tenant),
                    visit.may(Role.TENANT_READ) ? endpoints(visit, tenant) : null,
                    Parts.card("Tenant", Parts.facts(facts(visit, tenant)), actions(visit, tenant)));
        });
    }

    @Get("/suspend")
    public HttpResponse<?> askSuspend(HttpRequest<?> request, String tenantId) {
        return pages.show(request, Section.TENANTS, visit -> {
            Tenant tenant = one.tenant(visit, tenantId);
            Link here = Link.to("tenants", tenantId, "suspend");
            return OneTenant.page(
                    visit,
                    tenant,
                    "Status",
                    visit.question(
                            here,
                            Link.to("tenants", tenantId),
                            "Suspend this tenant?",
                            "Suspend",
                            h(
                                    "p",
                                    "It sends nothing until it is resumed: new messages are refused, queued ones wait."
                                            + " What users write is still taken in and delivered."),
                            cause()));
        });
    }

    @Post("/suspend")
    @Consumes(MediaType.ALL)
    public HttpResponse<?> suspend(HttpRequest<byte[]> request, String tenantId) {
        return pages.act(request, Section.TENANTS, visit -> {
            one.tenants(visit)
                    .suspendTenant(SuspendTenantRequest.newBuilder()
                            .setTenantId(tenantId)
                            .setRequestId(visit.requestId())
                            .setCause(visit.field("cause"))
                            .build());
            return Outcome.gone(Link.to("tenants", tenantId), "The tenant is suspended.");
        });
    }

    @Post("/resume")
    @Consumes(MediaType.ALL)
    public HttpResponse<?> resume(HttpRequest<byte[]> request, String tenantId) {
        return pages.act(request, Section.TENANTS, visit -> {
            one.tenants(visit)
                    .resumeTenant(ResumeTenantRequest.newBuilder()
                            .setTenantId(tenantId)
                            .setRequestId(visit.requestId())
                            .build());
            return Outcome.gone(Link.to("tenants", tenantId), "The tenant sends again.");
        });
    }

    static Html cause() {
        return cause("");
    }

    static Html cause(String typed) {
        return Parts.input(
                "Why (kept in the history)",
                "cause",
                typed,
                dev.waypost.console.web.html.Attr.attr("maxlength", LONGEST_CAUSE));
    }

    private Html endpoints(Visit visit, Tenant tenant) {
        List<Endpoint> endpoints = one.endpoints(visit, tenant.getTenantId());
        Map<String, EndpointHealth> health = one.health(visit, tenant.getTenantId());
        if (endpoints.isEmpty()) {
            return Parts.card(
                    "Endpoints",
                    Parts.empty(
                            "No endpoint yet",
                            "Without one nothing is sent. ",
                            visit.may(Role.OPERATOR)
                                    ? Parts.link(Link.to("tenants", tenant.getTenantId(), "endpoints"), "Connect one")
                                    : "Whoever holds an operator's key can connect one."));
        }
        Map<String, HealthStatus> now = new LinkedHashMap<>();
        Map<String, String> names = new HashMap<>();
        endpoints.stream().filter(Endpoint::getActive).forEach(endpoint -> {
            String id = endpoint.getEndpointId();
            now.put(
                    id,
                    Optional.ofNullable(health.get(id))
                            .map(EndpointHealth::getStatus)
                            .orElse(HealthStatus.HEALTH_STATUS_UNKNOWN));
            names.put(id, EndpointActions.name(endpoint));
        });
        Html list = Parts.card(
                "Endpoints",
                Parts.table(
                        "Endpoints",
                        List.of("Endpoint", "Provider", "Role", "Health", "Checked", "Address"),
                        endpoints.stream()
                                .map(endpoint ->
                                        row(visit, endpoint, Optional.ofNullable(health.get(endpoint.getEndpointId()))))
                                .toList()),
                visit.may(Role.OPERATOR)
                        ? h(
                                "div.buttons",
                                Parts.button(Link.to("tenants", tenant.getTenantId(), "endpoints"), "Connect another"))
                        : null);
        return now.isEmpty()
                ? list
                : Html.all(list, strip.ofTenant(visit, tenant.getTenantId(), now, id -> names.getOrDefault(id, id)));
    }

    private static Html row(Visit visit, Endpoint endpoint, Optional<EndpointHealth> health) {
        return Parts.row(
                h(
                        "td.long",
                        Parts.link(
                                Link.to("tenants", endpoint.getTenantId(), "endpoints", endpoint.getEndpointId()),
                                Html.theirs(
                                        endpoint.getName().isEmpty() ? endpoint.getEndpointId() : endpoint.getName())),
                        endpoint.getName().isEmpty()
                                ? null
                                : h("span.two.mono", Html.theirs(endpoint.getEndpointId()))),
                Parts.cell(TenantWords.provider(endpoint.getProvider())),
                Parts.cell(TenantWords.role(endpoint)),
                h(
                        "td",
                        HealthWords.badge(
                                health.map(EndpointHealth::getStatus).orElse(HealthStatus.HEALTH_STATUS_UNKNOWN)),
                        health.map(EndpointHealth::getCause)
                                .filter(cause -> !cause.isEmpty())
                                .map(cause -> h("span.two", Html.theirs(cause)))),
                Parts.cell(
                        health.map(known -> Words.time(known.hasLastCheckTime(), known.getLastCheckTime(), visit.now()))
                                .orElse(h("span.soft", "–"))),
                Parts.cell(Parts.mono(endpoint.getApiUrl())));
    }

    private static Map<String, Html> facts(Visit visit, Tenant tenant) {
        Map<String, Html> facts = new LinkedHashMap<>();
        facts.put("State", TenantWords.state(tenant.getState()));
        facts.put("Id", Parts.mono(tenant.getTenantId()));
        facts.put("Routing", h("span", TenantWords.routing(tenant.getPolicy())));
        facts.put("Limit", TenantWords.limit(tenant.getPolicy()));
        facts.put("Created", Words.time(tenant.hasCreateTime(), tenant.getCreateTime(), visit.now()));
        facts.put("Changed", Words.time(tenant.hasUpdateTime(), tenant.getUpdateTime(), visit.now()));
        facts.put("Revision", h("span.num", tenant.getRevision()));
        if (tenant.hasPurgeTime()) {
            facts.put("Purged at", Words.time(true, tenant.getPurgeTime(), visit.now()));
        }
        tenant.getLabelsMap().forEach((key, value) -> facts.put(key, Parts.text(value)));
        return facts;
    }

    private static @Nullable Html actions(Visit visit, Tenant tenant) {
        if (!visit.may(Role.ADMIN)) {
            return null;
        }
        return switch (tenant.getState()) {
            case TENANT_STATE_ACTIVE ->
                h("div.buttons", Parts.button(Link.to("tenants", tenant.getTenantId(), "suspend"), "Suspend…"));
            case TENANT_STATE_SUSPENDED ->
                h(
                        "div.buttons",
                        visit.post(Link.to("tenants", tenant.getTenantId(), "resume"), Parts.submit("Resume")));
            default -> null;
        };
    }
}
