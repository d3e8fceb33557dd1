package dev.waypost.console.web.tenants;

import static dev.waypost.console.web.html.Attr.attr;
import static dev.waypost.console.web.html.Html.h;

import dev.waypost.console.web.frame.Failures;
import dev.waypost.console.web.frame.Outcome;
import dev.waypost.console.web.frame.Pages;
import dev.waypost.console.web.frame.Section;
import dev.waypost.console.web.frame.Visit;
import dev.waypost.console.web.html.Html;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.proto.config.v1.Endpoint;
import dev.waypost.proto.config.v1.SwitchEndpointRequest;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import org.jspecify.annotations.Nullable;

/// Makes another endpoint of a tenant the one that sends.
@Controller("/ui/tenants/{tenantId}/endpoints/{endpointId}/switch")
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
public final class SwitchPage {
    private static final String EVEN_IF_DRAINED = "Also if its server is being drained";

    private final Pages pages;
    private final OneTenant one;

    SwitchPage(Pages pages, OneTenant one) {
        this.pages = pages;
        this.one = one;
    }

    @Get
    public HttpResponse<?> ask(HttpRequest<?> request, String tenantId, String endpointId) {
        return pages.show(request, Section.TENANTS, visit -> question(visit, tenantId, endpointId, null));
    }

    @Post
    public HttpResponse<?> switchOver(HttpRequest<byte[]> request, String tenantId, String endpointId) {
        return pages.act(request, Section.TENANTS, visit -> {
            try {
                one.config(visit)
                        .switchEndpoint(SwitchEndpointRequest.newBuilder()
                                .setTenantId(tenantId)
                                .setRequestId(visit.requestId())
                                .setFromEndpointId(visit.field("from"))
                                .setToEndpointId(endpointId)
                                .setExpectedRevision(EndpointActions.number(visit, "revision"))
                                .setCause(visit.field("cause"))
                                .setEvenIfDrained(visit.has("even_if_drained"))
                                .build());
            } catch (RuntimeException e) {
                Fault fault = Failures.faultOf(e);
                if (fault.reason() == Reason.SERVER_DRAINED) {
                    return question(visit, tenantId, endpointId, fault);
                }
                throw fault;
            }
            return Outcome.gone(
                    EndpointActions.here(tenantId, endpointId, ""), "Messages go through this endpoint now.");
        });
    }

    private Outcome question(Visit visit, String tenantId, String endpointId, @Nullable Fault drained) {
        Endpoint to = one.endpoint(visit, tenantId, endpointId);
        @Nullable
        Endpoint from = one.endpoints(visit, tenantId).stream()
                .filter(TenantWords::sends)
                .findFirst()
                .orElse(null);
        Html asked = visit.question(
                EndpointActions.here(tenantId, endpointId, "switch"),
                EndpointActions.here(tenantId, endpointId, ""),
                "Send through this endpoint from now on?",
                "Switch",
                Visit.hidden("from", from == null ? "" : from.getEndpointId()),
                Visit.hidden("revision", to.getTenantRevision()),
                drained == null ? null : refused(drained),
                h(
                        "p",
                        from == null
                                ? "No endpoint is active now. "
                                : Html.all(
                                        "It takes over from ",
                                        h("strong", Html.theirs(EndpointActions.name(from))),
                                        ", which becomes a standby. "),
                        "Queued messages go with it; what is at the provider already stays there."),
                TenantPage.cause(visit.field("cause")),
                h(
                        "label.check",
                        h("input", attr("type", "checkbox"), attr("name", "even_if_drained")),
                        EVEN_IF_DRAINED + ": failover leaves it again once another endpoint works"));
        return EndpointPage.page(visit, one.tenant(visit, tenantId), to, asked).after(drained);
    }

    private static Html refused(Fault drained) {
        String cause = drained.metadata().getOrDefault("cause", "");
        return h(
                "div.alert.bad",
                attr("role", "alert"),
                h(
                        "p",
                        h("strong", "Nothing was switched: the server of this endpoint is being drained"),
                        cause.isEmpty() ? "." : Html.all(" (", Html.theirs(cause), ").")),
                h(
                        "p",
                        "Switch to an endpoint on another server, or use the server again under Operations, Servers."
                                + " If this one is better than what sends now, tick \u201c" + EVEN_IF_DRAINED
                                + "\u201d and switch again."));
    }
}
