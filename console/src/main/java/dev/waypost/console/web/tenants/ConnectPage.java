package dev.waypost.console.web.tenants;

import static dev.waypost.console.web.html.Attr.attr;
import static dev.waypost.console.web.html.Html.h;

import dev.waypost.console.web.frame.Choices;
import dev.waypost.console.web.frame.Failures;
import dev.waypost.console.web.frame.Link;
import dev.waypost.console.web.frame.Outcome;
import dev.waypost.console.web.frame.Pages;
import dev.waypost.console.web.frame.Parts;
import dev.waypost.console.web.frame.Section;
import dev.waypost.console.web.frame.Visit;
import dev.waypost.console.web.html.Html;
import dev.waypost.platform.fault.Fault;
import dev.waypost.proto.config.v1.Endpoint;
import dev.waypost.proto.config.v1.EndpointRole;
import dev.waypost.proto.config.v1.Provider;
import dev.waypost.proto.config.v1.SetEndpointRequest;
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
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Connects a tenant to WhatsApp.
@Controller("/ui/tenants/{tenantId}/endpoints")
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
public final class ConnectPage {
    private static final int CHECK_SECONDS = 30;

    private final Pages pages;
    private final OneTenant one;

    ConnectPage(Pages pages, OneTenant one) {
        this.pages = pages;
        this.one = one;
    }

    @Get
    public HttpResponse<?> ask(HttpRequest<?> request, String tenantId) {
        return pages.show(request, Section.TENANTS, visit -> form(visit, one.tenant(visit, tenantId), null));
    }

    @Post
    public HttpResponse<?> connect(HttpRequest<byte[]> request, String tenantId) {
        return pages.act(request, Section.TENANTS, visit -> {
            try {
                Endpoint made = one.config(visit)
                        .withDeadlineAfter(CHECK_SECONDS, TimeUnit.SECONDS)
                        .setEndpoint(SetEndpointRequest.newBuilder()
                                .setTenantId(tenantId)
                                .setRequestId(visit.requestId())
                                .setEndpointId(visit.field("endpoint_id"))
                                .setName(visit.field("name"))
                                .setProvider(Choices.read(
                                        Provider.class, visit.field("provider"), Provider.PROVIDER_UNSPECIFIED))
                                .setApiUrl(visit.field("api_url"))
                                .setPhoneNumberId(visit.field("phone_number_id"))
                                .setWabaId(visit.field("waba_id"))
                                .setSession(visit.field("session"))
                                .setApiKey(visit.field("api_key"))
                                .setWebhookSecret(visit.field("webhook_secret"))
                                .setAppSecret(visit.field("app_secret"))
                                .setRole(Choices.read(
                                        EndpointRole.class,
                                        visit.field("role"),
                                        EndpointRole.ENDPOINT_ROLE_UNSPECIFIED))
                                .setForce(visit.has("force"))
                                .build())
                        .getEndpoint();
                return Outcome.gone(
                        EndpointActions.here(tenantId, made.getEndpointId(), ""), "The endpoint is connected.");
            } catch (RuntimeException e) {
                Fault fault = Failures.faultOf(e);
                return form(visit, one.tenant(visit, tenantId), fault).after(fault);
            }
        });
    }

    private static Outcome.Page form(Visit visit, Tenant tenant, @Nullable Fault fault) {
        Map<String, String> roles = new LinkedHashMap<>();
        roles.put("", "Active if the first, else standby");
        roles.put("ACTIVE", "Active");
        roles.put("STANDBY", "Standby");
        Map<String, String> providers = Choices.all(Provider.getDescriptor(), "Choose one");
        providers.replaceAll((name, words) -> switch (name) {
            case "META_CLOUD" -> "Meta Cloud API";
            case "WAHA" -> "WAHA";
            case "GOWA" -> "GOWA (MultiDevice API)";
            default -> words;
        });
        return OneTenant.page(
                visit,
                tenant,
                "Status",
                fault == null ? null : Failures.alert(fault),
                Parts.card(
                        "Connect an endpoint",
                        visit.post(
                                Link.to("tenants", tenant.getTenantId(), "endpoints"),
                                h(
                                        "fieldset",
                                        h("legend", "Endpoint"),
                                        h(
                                                "div.grid",
                                                text(visit, "Id", "endpoint_id", "such as main", true),
                                                text(visit, "Name", "name", "for people", false),
                                                Parts.select(
                                                        "Provider", "provider", visit.field("provider"), providers),
                                                text(visit, "Address of its API", "api_url", "https://…", true),
                                                Parts.select("Role", "role", visit.field("role"), roles))),
                                h(
                                        "fieldset",
                                        h("legend", "Account"),
                                        h(
                                                "div.grid",
                                                text(visit, "Phone number id", "phone_number_id", "Meta only", false),
                                                text(visit, "Business account id", "waba_id", "Meta only", false),
                                                text(visit, "Session", "session", "self-hosted gateways", false))),
                                h(
                                        "fieldset",
                                        h("legend", "Secrets"),
                                        h(
                                                "div.grid",
                                                secret("API key or access token", "api_key"),
                                                secret("Webhook secret", "webhook_secret"),
                                                secret("App secret (Meta)", "app_secret"))),
                                h(
                                        "label.check",
                                        h("input", attr("type", "checkbox"), attr("name", "force")),
                                        "Save it even if the connection does not work yet"),
                                h(
                                        "div.buttons",
                                        Parts.submit("Connect"),
                                        Parts.button(Link.to("tenants", tenant.getTenantId()), "Cancel")))));
    }

    private static Html text(Visit visit, String label, String name, String placeholder, boolean required) {
        return Parts.input(
                label,
                name,
                visit.field(name),
                attr("placeholder", placeholder),
                required ? attr("required", "") : null,
                attr("dir", "auto"));
    }

    private static Html secret(String label, String name) {
        return Parts.input(label, name, "", attr("type", "password"));
    }
}
