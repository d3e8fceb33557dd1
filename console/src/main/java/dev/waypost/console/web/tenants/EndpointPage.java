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
import dev.waypost.proto.config.v1.CredentialState;
import dev.waypost.proto.config.v1.Endpoint;
import dev.waypost.proto.config.v1.EndpointRole;
import dev.waypost.proto.config.v1.Tenant;
import dev.waypost.proto.health.v1.EndpointHealth;
import dev.waypost.proto.health.v1.HealthStatus;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One endpoint: how it is, how it is reached, which secrets it has, and what can be done to it.
@Controller("/ui/tenants/{tenantId}/endpoints/{endpointId}")
@ExecuteOn(TaskExecutors.BLOCKING)
public final class EndpointPage {
    private final Pages pages;
    private final OneTenant one;
    private final VerdictStrip strip;

    EndpointPage(Pages pages, OneTenant one, VerdictStrip strip) {
        this.pages = pages;
        this.one = one;
        this.strip = strip;
    }

    @Get
    public HttpResponse<?> show(HttpRequest<?> request, String tenantId, String endpointId) {
        return pages.show(request, Section.TENANTS, visit -> {
            Tenant tenant = one.tenant(visit, tenantId);
            Endpoint endpoint = one.endpoint(visit, tenantId, endpointId);
            @Nullable EndpointHealth health = one.health(visit, tenantId).get(endpointId);
            return page(
                    visit,
                    tenant,
                    endpoint,
                    Parts.card(
                            "Now",
                            Parts.facts(now(visit, endpoint, health)),
                            visit.may(Role.OPERATOR) ? actions(visit, endpoint) : null),
                    strip.of(
                            visit,
                            tenantId,
                            endpointId,
                            health == null ? HealthStatus.HEALTH_STATUS_UNKNOWN : health.getStatus()),
                    Parts.card("Connection", Parts.facts(connection(endpoint))),
                    Parts.card("Secrets", secrets(visit, endpoint)));
        });
    }

    static Outcome.Page page(Visit visit, Tenant tenant, Endpoint endpoint, @Nullable Object... body) {
        String name = endpoint.getName().isEmpty() ? endpoint.getEndpointId() : endpoint.getName();
        return OneTenant.page(
                visit,
                tenant,
                "Status",
                h("h2", "Endpoint ", Html.theirs(name), " ", TenantWords.role(endpoint)),
                Html.all(body));
    }

    private static Map<String, Html> now(Visit visit, Endpoint endpoint, @Nullable EndpointHealth health) {
        Map<String, Html> facts = new LinkedHashMap<>();
        facts.put("Role", TenantWords.role(endpoint));
        facts.put(
                "Health", HealthWords.badge(health == null ? HealthStatus.HEALTH_STATUS_UNKNOWN : health.getStatus()));
        if (health != null) {
            facts.put("Since", Words.time(health.hasStatusSince(), health.getStatusSince(), visit.now()));
            facts.put("Last checked", Words.time(health.hasLastCheckTime(), health.getLastCheckTime(), visit.now()));
            if (!health.getCause().isEmpty()) {
                facts.put("Cause", Parts.text(health.getCause()));
            }
            if (health.hasLastProbe() && health.getLastProbe().hasLatency()) {
                facts.put(
                        "Answered in",
                        h(
                                "span.num",
                                Words.length(
                                        Words.duration(health.getLastProbe().getLatency()))));
            }
        }
        facts.put("Priority", h("span.num", endpoint.getPriority()));
        facts.put("Weight", h("span.num", endpoint.getWeight()));
        return facts;
    }

    private static Map<String, Html> connection(Endpoint endpoint) {
        Map<String, Html> facts = new LinkedHashMap<>();
        facts.put("Provider", h("span", TenantWords.provider(endpoint.getProvider())));
        facts.put("Address", Parts.mono(endpoint.getApiUrl()));
        facts.put("API version", Parts.mono(endpoint.getApiVersion()));
        facts.put("Phone number id", Parts.mono(endpoint.getPhoneNumberId()));
        facts.put("Business account", Parts.mono(endpoint.getWabaId()));
        facts.put("Session", Parts.mono(endpoint.getSession()));
        facts.put("Its webhooks go to", Parts.mono(endpoint.getWebhookUrl()));
        facts.put("Webhooks allowed from", Parts.text(String.join(", ", endpoint.getAllowedCidrsList())));
        facts.values().removeIf(value -> value.toString().contains("span class=\"soft\""));
        return facts;
    }

    private static Html actions(Visit visit, Endpoint endpoint) {
        Link here = Link.to("tenants", endpoint.getTenantId(), "endpoints", endpoint.getEndpointId());
        Link test = action(here, "test");
        boolean mayTakeOver = endpoint.getActive() && endpoint.getRole() != EndpointRole.ENDPOINT_ROLE_ACTIVE;
        return h(
                "div.buttons",
                visit.post(test, Parts.submit("Test the connection")),
                mayTakeOver ? Parts.button(action(here, "switch"), "Switch to it…") : null,
                Parts.button(action(here, "rotate"), "Rotate a secret…"),
                endpoint.getActive()
                        ? Parts.button(action(here, "deactivate"), "Switch off…")
                        : visit.post(action(here, "activate"), h("button", "Switch on")));
    }

    static Link action(Link endpoint, String action) {
        return new Link(endpoint.path() + "/" + action, "");
    }

    private static Html secrets(Visit visit, Endpoint endpoint) {
        Map<String, CredentialState> all = new LinkedHashMap<>();
        all.put("API key", endpoint.getApiKey());
        all.put("Webhook secret", endpoint.getWebhookSecret());
        all.put("App secret", endpoint.getAppSecret());
        all.put("Verify token", endpoint.getVerifyToken());
        return Parts.table(
                "Secrets",
                java.util.List.of("Secret", "Set", "Ends with", "Version#", "The one before holds until"),
                all.entrySet().stream()
                        .map(entry -> Parts.row(
                                Parts.cell(entry.getKey()),
                                Parts.cell(
                                        entry.getValue().getPresent()
                                                ? Parts.badge(Parts.Tone.GOOD, "set")
                                                : Parts.badge(Parts.Tone.IDLE, "none")),
                                Parts.cell(Parts.mono(entry.getValue().getHint())),
                                Parts.number(
                                        entry.getValue().getPresent()
                                                ? entry.getValue().getVersion()
                                                : "–"),
                                Parts.cell(Words.time(
                                        entry.getValue().hasPreviousValidUntil(),
                                        entry.getValue().getPreviousValidUntil(),
                                        visit.now()))))
                        .toList());
    }
}
