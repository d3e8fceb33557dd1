package dev.waypost.console.web.tenants;

import static dev.waypost.console.web.html.Attr.attr;
import static dev.waypost.console.web.html.Html.h;

import com.google.protobuf.Duration;
import dev.waypost.console.web.frame.Choices;
import dev.waypost.console.web.frame.Link;
import dev.waypost.console.web.frame.Outcome;
import dev.waypost.console.web.frame.Pages;
import dev.waypost.console.web.frame.Parts;
import dev.waypost.console.web.frame.Section;
import dev.waypost.console.web.frame.Visit;
import dev.waypost.proto.config.v1.ActivateEndpointRequest;
import dev.waypost.proto.config.v1.CredentialKind;
import dev.waypost.proto.config.v1.DeactivateEndpointRequest;
import dev.waypost.proto.config.v1.Endpoint;
import dev.waypost.proto.config.v1.RotateCredentialRequest;
import dev.waypost.proto.config.v1.Tenant;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.Map;
import java.util.function.Consumer;

/// What is done to an endpoint: each asks first and says what follows.
@Controller("/ui/tenants/{tenantId}/endpoints/{endpointId}")
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
public final class EndpointActions {
    private final Pages pages;
    private final OneTenant one;

    EndpointActions(Pages pages, OneTenant one) {
        this.pages = pages;
        this.one = one;
    }

    @Get("/rotate")
    public HttpResponse<?> askRotate(HttpRequest<?> request, String tenantId, String endpointId) {
        return pages.show(request, Section.TENANTS, visit -> {
            Tenant tenant = one.tenant(visit, tenantId);
            Endpoint endpoint = one.endpoint(visit, tenantId, endpointId);
            Map<String, String> kinds = Choices.all(CredentialKind.getDescriptor(), "");
            kinds.remove("");
            return EndpointPage.page(
                    visit,
                    tenant,
                    endpoint,
                    visit.question(
                            here(tenantId, endpointId, "rotate"),
                            here(tenantId, endpointId, ""),
                            "Replace a secret",
                            "Replace it",
                            h(
                                    "div.grid",
                                    Parts.select("Which", "kind", "WEBHOOK_SECRET", kinds),
                                    h(
                                            "label.field",
                                            h("span.label", "New value"),
                                            h(
                                                    "input",
                                                    attr("name", "secret"),
                                                    attr("type", "password"),
                                                    attr("autocomplete", "off"),
                                                    attr("value", "")),
                                            h("span.hint", "Empty makes one up; it is shown once.")),
                                    Parts.select(
                                            "The old one is still taken for",
                                            "overlap",
                                            "86400",
                                            Map.of(
                                                    "0",
                                                    "not at all",
                                                    "3600",
                                                    "an hour",
                                                    "86400",
                                                    "a day",
                                                    "604800",
                                                    "a week")))));
        });
    }

    @Post("/rotate")
    public HttpResponse<?> rotate(HttpRequest<byte[]> request, String tenantId, String endpointId) {
        return pages.act(request, Section.TENANTS, visit -> {
            var answer = one.config(visit)
                    .rotateCredential(RotateCredentialRequest.newBuilder()
                            .setTenantId(tenantId)
                            .setRequestId(visit.requestId())
                            .setEndpointId(endpointId)
                            .setKind(Choices.read(
                                    CredentialKind.class,
                                    visit.field("kind"),
                                    CredentialKind.CREDENTIAL_KIND_UNSPECIFIED))
                            .setSecret(visit.field("secret"))
                            .setOverlap(Duration.newBuilder().setSeconds(number(visit, "overlap")))
                            .build());
            if (answer.getGeneratedSecret().isEmpty()) {
                return Outcome.gone(here(tenantId, endpointId, ""), "The new secret is in use.");
            }
            return EndpointPage.page(
                    visit,
                    one.tenant(visit, tenantId),
                    answer.getEndpoint(),
                    Parts.card(
                            "The new secret",
                            h("p", "Copy it now and give it to the provider: it is not shown again."),
                            h("pre", attr("tabindex", "0"), answer.getGeneratedSecret()),
                            h("div.buttons", Parts.button(here(tenantId, endpointId, ""), "I have copied it"))));
        });
    }

    @Get("/deactivate")
    public HttpResponse<?> askDeactivate(HttpRequest<?> request, String tenantId, String endpointId) {
        return pages.show(request, Section.TENANTS, visit -> {
            Endpoint endpoint = one.endpoint(visit, tenantId, endpointId);
            return EndpointPage.page(
                    visit,
                    one.tenant(visit, tenantId),
                    endpoint,
                    visit.question(
                            here(tenantId, endpointId, "deactivate"),
                            here(tenantId, endpointId, ""),
                            "Switch this endpoint off?",
                            "Switch off",
                            h(
                                    "p",
                                    TenantWords.sends(endpoint)
                                            ? "It is the active one: until another is active, messages wait."
                                            : "It is no longer probed and cannot take over.")));
        });
    }

    @Post("/deactivate")
    public HttpResponse<?> deactivate(HttpRequest<byte[]> request, String tenantId, String endpointId) {
        return changed(
                request,
                tenantId,
                endpointId,
                "The endpoint is switched off.",
                visit -> one.config(visit)
                        .deactivateEndpoint(DeactivateEndpointRequest.newBuilder()
                                .setTenantId(tenantId)
                                .setRequestId(visit.requestId())
                                .setEndpointId(endpointId)
                                .build()));
    }

    @Post("/activate")
    public HttpResponse<?> activate(HttpRequest<byte[]> request, String tenantId, String endpointId) {
        return changed(
                request,
                tenantId,
                endpointId,
                "The endpoint is switched on.",
                visit -> one.config(visit)
                        .activateEndpoint(ActivateEndpointRequest.newBuilder()
                                .setTenantId(tenantId)
                                .setRequestId(visit.requestId())
                                .setEndpointId(endpointId)
                                .build()));
    }

    /// Does it, and goes back to the endpoint.
    private HttpResponse<?> changed(
            HttpRequest<byte[]> request, String tenantId, String endpointId, String notice, Consumer<Visit> change) {
        return pages.act(request, Section.TENANTS, visit -> {
            change.accept(visit);
            return Outcome.gone(here(tenantId, endpointId, ""), notice);
        });
    }

    static Link here(String tenantId, String endpointId, String action) {
        Link endpoint = Link.to("tenants", tenantId, "endpoints", endpointId);
        return action.isEmpty() ? endpoint : EndpointPage.action(endpoint, action);
    }

    static String name(Endpoint endpoint) {
        return endpoint.getName().isEmpty() ? endpoint.getEndpointId() : endpoint.getName();
    }

    static long number(Visit visit, String field) {
        String text = visit.field(field);
        return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
    }
}
