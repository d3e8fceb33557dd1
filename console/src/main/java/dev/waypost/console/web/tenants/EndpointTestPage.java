package dev.waypost.console.web.tenants;

import static dev.waypost.console.web.html.Attr.attr;
import static dev.waypost.console.web.html.Html.h;

import dev.waypost.console.web.frame.Failures;
import dev.waypost.console.web.frame.Link;
import dev.waypost.console.web.frame.Outcome;
import dev.waypost.console.web.frame.Pages;
import dev.waypost.console.web.frame.Parts;
import dev.waypost.console.web.frame.Sealed;
import dev.waypost.console.web.frame.Section;
import dev.waypost.console.web.frame.Visit;
import dev.waypost.console.web.html.Html;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.proto.config.v1.Endpoint;
import dev.waypost.proto.config.v1.Tenant;
import dev.waypost.proto.config.v1.TestEndpointRequest;
import dev.waypost.proto.config.v1.TestEndpointResponse;
import dev.waypost.proto.config.v1.WatchEndpointTestRequest;
import io.grpc.Context;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.sse.Event;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;

/// Tests a connection, and shows each step when it is over.
///
/// A form orders the test, and the stream that makes it takes the order with it: an address alone calls nobody.
@Controller("/ui/tenants/{tenantId}/endpoints/{endpointId}/test")
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
public final class EndpointTestPage {
    private static final int CHECK_SECONDS = 30;
    private static final String USE = "endpoint-test";

    /// So long a browser that lost the stream may ask for it again.
    private static final Duration ORDER_HOLDS = Duration.ofMinutes(2);

    private final Pages pages;
    private final OneTenant one;
    private final Sealed sealed;

    EndpointTestPage(Pages pages, OneTenant one, Sealed sealed) {
        this.pages = pages;
        this.one = one;
        this.sealed = sealed;
    }

    @Post
    public HttpResponse<?> begin(HttpRequest<byte[]> request, String tenantId, String endpointId) {
        return pages.act(request, Section.TENANTS, visit -> {
            Tenant tenant = one.tenant(visit, tenantId);
            Endpoint endpoint = one.endpoint(visit, tenantId, endpointId);
            if (visit.has("at_once")) {
                TestEndpointResponse found = one.config(visit)
                        .withDeadlineAfter(CHECK_SECONDS, TimeUnit.SECONDS)
                        .testEndpoint(TestEndpointRequest.newBuilder()
                                .setTenantId(tenantId)
                                .setRequestId(visit.requestId())
                                .setEndpointId(endpointId)
                                .build());
                return page(visit, tenant, endpoint, TestSteps.verdict(found), TestSteps.all(found.getStepsList()));
            }
            Link steps = new Link(
                            EndpointActions.here(tenantId, endpointId, "test").path() + "/steps", "")
                    .with("order", sealed.seal(order(visit, tenantId, endpointId), USE, ORDER_HOLDS));
            return page(
                    visit,
                    tenant,
                    endpoint,
                    Html.all(TestSteps.underWay(), withoutScript(visit, tenantId, endpointId)),
                    h("div", attr("data-live", steps), TestSteps.waiting()));
        });
    }

    @Get("/steps")
    @Produces({MediaType.TEXT_EVENT_STREAM, MediaType.TEXT_HTML})
    public HttpResponse<?> steps(HttpRequest<?> request, String tenantId, String endpointId) {
        return pages.raw(request, visit -> {
            if (sealed.openInTime(visit.query("order"), USE)
                    .filter(order(visit, tenantId, endpointId)::equals)
                    .isEmpty()) {
                throw Fault.of(Reason.ROLE_FORBIDDEN);
            }
            Flux<Event<String>> news = Flux.create(sink -> {
                Context.CancellableContext context = Context.current().withCancellation();
                sink.onDispose(() -> context.cancel(null));
                Thread.ofVirtual()
                        .name("endpoint-test")
                        .start(context.wrap(() -> tell(visit, tenantId, endpointId, sink)));
            });
            return HttpResponse.ok((Object) news)
                    .contentType(MediaType.TEXT_EVENT_STREAM_TYPE)
                    .header("Cache-Control", "no-store");
        });
    }

    private void tell(Visit visit, String tenantId, String endpointId, FluxSink<Event<String>> sink) {
        try {
            one.config(visit)
                    .withDeadlineAfter(CHECK_SECONDS, TimeUnit.SECONDS)
                    .watchEndpointTest(WatchEndpointTestRequest.newBuilder()
                            .setTenantId(tenantId)
                            .setEndpointId(endpointId)
                            .build())
                    .forEachRemaining(news -> {
                        if (news.hasStep()) {
                            TestSteps.told(news.getStep()).forEach(piece -> piece(sink, piece));
                        }
                        if (news.hasResult()) {
                            piece(sink, TestSteps.verdict(news.getResult()));
                        }
                    });
        } catch (RuntimeException e) {
            piece(sink, TestSteps.verdict(Failures.alert(Failures.faultOf(e))));
        }
        sink.next(Event.of("over").name("end"));
        sink.complete();
    }

    private static void piece(FluxSink<Event<String>> sink, Html piece) {
        sink.next(Event.of(piece.toString()).name("piece"));
    }

    /// Whose test of what it is.
    private static String order(Visit visit, String tenantId, String endpointId) {
        return String.join("\n", visit.token(), tenantId, endpointId);
    }

    private static Outcome page(Visit visit, Tenant tenant, Endpoint endpoint, Html verdict, Html steps) {
        String tenantId = tenant.getTenantId();
        String endpointId = endpoint.getEndpointId();
        return EndpointPage.page(
                visit,
                tenant,
                endpoint,
                h("div", attr("role", "status"), verdict),
                Parts.card("Step by step", steps),
                h(
                        "div.buttons",
                        visit.post(
                                EndpointActions.here(tenantId, endpointId, "test"),
                                h("button", attr("type", "submit"), "Test again")),
                        Parts.button(EndpointActions.here(tenantId, endpointId, ""), "Back to the endpoint")));
    }

    private static Html withoutScript(Visit visit, String tenantId, String endpointId) {
        return h(
                "noscript",
                visit.post(
                        EndpointActions.here(tenantId, endpointId, "test"),
                        Visit.hidden("at_once", "yes"),
                        h("p", "Your browser runs no scripts, so the steps cannot be shown one by one. "),
                        Parts.submit("Test and show all steps at the end")));
    }
}
