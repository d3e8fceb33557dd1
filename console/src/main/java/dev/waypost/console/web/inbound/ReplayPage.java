package dev.waypost.console.web.inbound;

import static dev.waypost.console.web.html.Attr.attr;
import static dev.waypost.console.web.html.Html.h;

import dev.waypost.console.edge.Peers;
import dev.waypost.console.web.frame.Choices;
import dev.waypost.console.web.frame.Link;
import dev.waypost.console.web.frame.Moments;
import dev.waypost.console.web.frame.Outcome;
import dev.waypost.console.web.frame.Pages;
import dev.waypost.console.web.frame.Parts;
import dev.waypost.console.web.frame.Section;
import dev.waypost.console.web.frame.Tenants;
import dev.waypost.console.web.frame.Visit;
import dev.waypost.console.web.html.Html;
import dev.waypost.platform.auth.Role;
import dev.waypost.proto.ingress.v1.CancelReplayRequest;
import dev.waypost.proto.ingress.v1.DeliveryServiceGrpc;
import dev.waypost.proto.ingress.v1.DeliveryServiceGrpc.DeliveryServiceBlockingStub;
import dev.waypost.proto.ingress.v1.EventKind;
import dev.waypost.proto.ingress.v1.GetReplayRequest;
import dev.waypost.proto.ingress.v1.ReplayEventsRequest;
import dev.waypost.proto.ingress.v1.ResumeReplayRequest;
import dev.waypost.proto.operation.v1.Operation;
import dev.waypost.proto.operation.v1.OperationState;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.time.Duration;

/// Delivers a stretch of time again, and shows how far that is.
@Controller("/ui/inbound")
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
public final class ReplayPage {
    private final Pages pages;
    private final Peers peers;

    ReplayPage(Pages pages, Peers peers) {
        this.pages = pages;
        this.peers = peers;
    }

    @Get("/replay")
    public HttpResponse<?> ask(HttpRequest<?> request) {
        return pages.show(request, Section.INBOUND, visit -> {
            String tenant = Tenants.of(visit);
            Html form = visit.may(Role.OPERATOR)
                    ? Parts.card("Deliver events again", form(visit, tenant))
                    : h("section.card", Parts.empty("Your key may not replay", "An operator's key may."));
            return Outcome.page(Section.INBOUND, "Inbound", UndeliveredPage.tabs(tenant, "Replay"), form);
        });
    }

    @Post("/replay")
    public HttpResponse<?> start(HttpRequest<byte[]> request) {
        return pages.act(request, Section.INBOUND, visit -> {
            String tenant = visit.field("tenant");
            ReplayEventsRequest.Builder asked = ReplayEventsRequest.newBuilder()
                    .setTenantId(tenant)
                    .setRequestId(visit.requestId())
                    .setProjectId(visit.field("project"))
                    .setUndeliveredOnly(visit.has("undelivered_only"));
            EventKind kind = Choices.read(EventKind.class, visit.field("kind"), EventKind.EVENT_KIND_UNSPECIFIED);
            if (kind != EventKind.EVENT_KIND_UNSPECIFIED) {
                asked.addKinds(kind);
            }
            Moments.read("from", visit.field("from")).ifPresent(asked::setFromTime);
            Moments.read("until", visit.field("until")).ifPresent(asked::setUntilTime);
            Operation operation = deliveries(visit).replayEvents(asked.build()).getOperation();
            return Outcome.gone(link(tenant, operation.getOperationId()), "");
        });
    }

    @Get("/{tenantId}/replays/{operationId}")
    public HttpResponse<?> show(HttpRequest<?> request, String tenantId, String operationId) {
        return pages.show(request, Section.INBOUND, visit -> {
            Operation replay = deliveries(visit)
                    .getReplay(GetReplayRequest.newBuilder()
                            .setTenantId(tenantId)
                            .setOperationId(operationId)
                            .build())
                    .getOperation();
            return Outcome.page(
                    Section.INBOUND,
                    "Replay",
                    h(
                            "p.crumb",
                            Parts.link(
                                    Link.to("inbound", "replay").with("tenant", tenantId),
                                    "Replays of ",
                                    Html.theirs(tenantId)),
                            " / ",
                            h("span.mono", operationId)),
                    OperationCard.of(visit, replay, link(tenantId, operationId), actions(visit, replay), null));
        });
    }

    @Post("/{tenantId}/replays/{operationId}/cancel")
    public HttpResponse<?> cancel(HttpRequest<byte[]> request, String tenantId, String operationId) {
        return pages.act(request, Section.INBOUND, visit -> {
            deliveries(visit)
                    .cancelReplay(CancelReplayRequest.newBuilder()
                            .setTenantId(tenantId)
                            .setRequestId(visit.requestId())
                            .setOperationId(operationId)
                            .build());
            return Outcome.gone(link(tenantId, operationId), "It goes no further. What was queued is still delivered.");
        });
    }

    @Post("/{tenantId}/replays/{operationId}/resume")
    public HttpResponse<?> resume(HttpRequest<byte[]> request, String tenantId, String operationId) {
        return pages.act(request, Section.INBOUND, visit -> {
            deliveries(visit)
                    .resumeReplay(ResumeReplayRequest.newBuilder()
                            .setTenantId(tenantId)
                            .setRequestId(visit.requestId())
                            .setOperationId(operationId)
                            .build());
            return Outcome.gone(link(tenantId, operationId), "It goes on where it stopped.");
        });
    }

    private static Html form(Visit visit, String tenant) {
        String hourAgo = Moments.written(visit.now().minus(Duration.ofHours(1)));
        return visit.post(
                Link.to("inbound", "replay"),
                h(
                        "div.grid",
                        Tenants.field(visit, tenant),
                        Parts.input("Project", "project", "", attr("placeholder", "every one that is mapped now")),
                        Parts.select("Kind", "kind", "", Choices.all(EventKind.getDescriptor(), "Any")),
                        Parts.input(
                                "Received from (UTC)",
                                "from",
                                hourAgo,
                                attr("type", "datetime-local"),
                                attr("required", "")),
                        Parts.input("Until (UTC)", "until", "", attr("type", "datetime-local"))),
                h(
                        "label.check",
                        h("input", attr("type", "checkbox"), attr("name", "undelivered_only"), attr("checked", "")),
                        "Only to projects that did not get it"),
                h("p.soft.small", "Events keep their ids: a project that remembers ids takes none twice."),
                h("div.buttons", Parts.submit("Replay")));
    }

    private static Html actions(Visit visit, Operation replay) {
        if (!visit.may(Role.OPERATOR)) {
            return Html.NONE;
        }
        Link here = link(replay.getTenantId(), replay.getOperationId());
        OperationState state = replay.getState();
        if (!InboundWords.isOver(state)) {
            return visit.post(new Link(here.path() + "/cancel", ""), h("button", "Stop it"));
        }
        return state == OperationState.OPERATION_STATE_SUCCEEDED
                ? Html.NONE
                : visit.post(new Link(here.path() + "/resume", ""), Parts.submit("Go on"));
    }

    private static Link link(String tenant, String operation) {
        return Link.to("inbound", tenant, "replays", operation);
    }

    private DeliveryServiceBlockingStub deliveries(Visit visit) {
        return peers.of("ingress", visit.caller(), DeliveryServiceGrpc::newBlockingStub);
    }
}
