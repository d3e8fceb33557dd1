package dev.waypost.console.web.operations;

import static dev.waypost.console.web.html.Html.h;

import dev.waypost.console.edge.Peers;
import dev.waypost.console.web.frame.Link;
import dev.waypost.console.web.frame.Outcome;
import dev.waypost.console.web.frame.Pages;
import dev.waypost.console.web.frame.Parts;
import dev.waypost.console.web.frame.Section;
import dev.waypost.console.web.frame.Visit;
import dev.waypost.console.web.frame.Words;
import dev.waypost.console.web.html.Html;
import dev.waypost.proto.ingress.v1.ListQuarantineRequest;
import dev.waypost.proto.ingress.v1.ListQuarantineResponse;
import dev.waypost.proto.ingress.v1.QuarantineEntry;
import dev.waypost.proto.ingress.v1.QuarantineServiceGrpc;
import dev.waypost.proto.ingress.v1.QuarantineServiceGrpc.QuarantineServiceBlockingStub;
import dev.waypost.proto.ingress.v1.ReplayQuarantineRequest;
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

/// Events of numbers that nobody here has claimed: kept until somebody does.
@Controller("/ui/operations/quarantine")
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
public final class QuarantinePage {
    private static final int PAGE = 50;

    private final Pages pages;
    private final Peers peers;

    QuarantinePage(Pages pages, Peers peers) {
        this.pages = pages;
        this.peers = peers;
    }

    @Get
    public HttpResponse<?> show(HttpRequest<?> request) {
        return pages.show(request, Section.OPERATIONS, visit -> {
            ListQuarantineResponse found = quarantine(visit)
                    .listQuarantine(ListQuarantineRequest.newBuilder()
                            .setPageSize(PAGE)
                            .setPageToken(visit.query("page_token"))
                            .build());
            return OperationsFrame.page(
                    visit,
                    OperationsFrame.QUARANTINE,
                    OperationsFrame.list(
                            visit,
                            Link.to("operations", "quarantine"),
                            found.getNextPageToken(),
                            found.getEntriesList().isEmpty()
                                    ? Parts.empty(
                                            "Nothing is in quarantine",
                                            "Events of a number that belongs to nobody are kept here until it does.")
                                    : table(visit, found.getEntriesList())));
        });
    }

    @Post("/replay")
    public HttpResponse<?> replay(HttpRequest<byte[]> request) {
        return pages.act(request, Section.OPERATIONS, visit -> {
            long released = quarantine(visit)
                    .replayQuarantine(ReplayQuarantineRequest.newBuilder()
                            .setRequestId(visit.requestId())
                            .setPhoneNumberId(visit.field("phone_number_id"))
                            .setWabaId(visit.field("waba_id"))
                            .setSession(visit.field("session"))
                            .build())
                    .getReleasedCount();
            return Outcome.gone(
                    Link.to("operations", "quarantine"),
                    released == 0
                            ? "None could go: the number still belongs to nobody. Map it first."
                            : Words.many(released, "event is", "events are") + " on the way now.");
        });
    }

    private static Html table(Visit visit, List<QuarantineEntry> entries) {
        return Parts.table(
                "Quarantine",
                List.of("Number or session", "Account", "Events#", "Oldest", "Newest", "Came for", ""),
                entries.stream()
                        .map(entry -> Parts.row(
                                Parts.cell(Parts.mono(
                                        entry.getPhoneNumberId().isEmpty()
                                                ? entry.getSession()
                                                : entry.getPhoneNumberId())),
                                Parts.cell(Parts.mono(entry.getWabaId())),
                                Parts.number(Words.count(entry.getEventCount())),
                                Parts.cell(Words.time(entry.hasOldestTime(), entry.getOldestTime(), visit.now())),
                                Parts.cell(Words.time(entry.hasNewestTime(), entry.getNewestTime(), visit.now())),
                                Parts.cell(
                                        Parts.mono(
                                                entry.getTenantId().isEmpty() ? entry.getAppId() : entry.getTenantId()),
                                        entry.getEndpointId().isEmpty()
                                                ? null
                                                : h("span.two.mono", Html.theirs(entry.getEndpointId()))),
                                h(
                                        "td.actions",
                                        visit.post(
                                                Link.to("operations", "quarantine", "replay"),
                                                Visit.hidden("phone_number_id", entry.getPhoneNumberId()),
                                                Visit.hidden("waba_id", entry.getWabaId()),
                                                Visit.hidden("session", entry.getSession()),
                                                h("button", "Deliver now")))))
                        .toList());
    }

    private QuarantineServiceBlockingStub quarantine(Visit visit) {
        return peers.of("ingress", visit.caller(), QuarantineServiceGrpc::newBlockingStub);
    }
}
