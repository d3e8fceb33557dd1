package dev.waypost.console.web.operations;

import static dev.waypost.console.web.html.Attr.href;
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
import dev.waypost.console.web.inbound.InboundWords;
import dev.waypost.console.web.inbound.OperationCard;
import dev.waypost.platform.auth.Role;
import dev.waypost.proto.config.v1.CancelTransferRequest;
import dev.waypost.proto.config.v1.GetTransferRequest;
import dev.waypost.proto.config.v1.ListTransferItemsRequest;
import dev.waypost.proto.config.v1.ListTransferItemsResponse;
import dev.waypost.proto.config.v1.ListTransfersRequest;
import dev.waypost.proto.config.v1.ListTransfersResponse;
import dev.waypost.proto.config.v1.ResumeTransferRequest;
import dev.waypost.proto.config.v1.TransferServiceGrpc;
import dev.waypost.proto.config.v1.TransferServiceGrpc.TransferServiceBlockingStub;
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
import java.util.List;

/// Exports, imports, bulk switches, migrations and moves: all of them, and one with its progress.
@Controller("/ui/operations")
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
public final class OperationsPage {
    private static final int PAGE = 25;
    private static final int ITEMS = 50;

    private final Pages pages;
    private final Peers peers;

    OperationsPage(Pages pages, Peers peers) {
        this.pages = pages;
        this.peers = peers;
    }

    @Get
    public HttpResponse<?> list(HttpRequest<?> request) {
        return pages.show(request, Section.OPERATIONS, visit -> {
            if (!visit.may(Role.ADMIN)) {
                return OperationsFrame.page(
                        visit,
                        OperationsFrame.OPERATIONS,
                        h(
                                "section.card",
                                Parts.empty(
                                        "Work on many tenants is for admins",
                                        "Sign in with an admin key to see exports, imports and bulk switches.")));
            }
            ListTransfersResponse found = transfers(visit)
                    .listTransfers(ListTransfersRequest.newBuilder()
                            .setPageSize(PAGE)
                            .setPageToken(visit.query("page_token"))
                            .build());
            return OperationsFrame.page(
                    visit,
                    OperationsFrame.OPERATIONS,
                    OperationsFrame.list(
                            visit,
                            Link.to("operations"),
                            found.getNextPageToken(),
                            Html.all(
                                    h(
                                            "div.buttons",
                                            Parts.button(Link.to("operations", "bulk-switch"), "Switch many tenants…")),
                                    found.getOperationsList().isEmpty()
                                            ? Parts.empty(
                                                    "Nothing was run yet",
                                                    "Exports and imports are begun by waypost export and waypost import, or over the API: ",
                                                    h("a", href("/docs#transfers"), "the calls for it"),
                                                    ".")
                                            : table(visit, found.getOperationsList()))));
        });
    }

    @Get("/run/{operationId}")
    public HttpResponse<?> show(HttpRequest<?> request, String operationId) {
        return pages.show(request, Section.OPERATIONS, visit -> {
            Operation operation = transfers(visit)
                    .getTransfer(GetTransferRequest.newBuilder()
                            .setOperationId(operationId)
                            .build())
                    .getOperation();
            ListTransferItemsResponse items = transfers(visit)
                    .listTransferItems(ListTransferItemsRequest.newBuilder()
                            .setOperationId(operationId)
                            .setPageSize(ITEMS)
                            .setPageToken(visit.query("page_token"))
                            .build());
            Link here = Link.to("operations", "run", operationId);
            return Outcome.page(
                    Section.OPERATIONS,
                    "Operation",
                    h("p.crumb", Parts.link(Link.to("operations"), "Operations"), " / ", h("span.mono", operationId)),
                    OperationCard.of(
                            visit,
                            operation,
                            here,
                            actions(visit, operation),
                            items.getItemsList().isEmpty()
                                    ? null
                                    : Parts.card(
                                            "Tenants",
                                            items(items, operation.getDryRun()),
                                            Parts.pager(
                                                    here,
                                                    items.getNextPageToken(),
                                                    visit.query("page_token").isEmpty()))));
        });
    }

    @Post("/run/{operationId}/cancel")
    public HttpResponse<?> cancel(HttpRequest<byte[]> request, String operationId) {
        return pages.act(request, Section.OPERATIONS, visit -> {
            transfers(visit)
                    .cancelTransfer(CancelTransferRequest.newBuilder()
                            .setRequestId(visit.requestId())
                            .setOperationId(operationId)
                            .build());
            return Outcome.gone(Link.to("operations", "run", operationId), "It stops after the tenant under way.");
        });
    }

    @Post("/run/{operationId}/resume")
    public HttpResponse<?> resume(HttpRequest<byte[]> request, String operationId) {
        return pages.act(request, Section.OPERATIONS, visit -> {
            transfers(visit)
                    .resumeTransfer(ResumeTransferRequest.newBuilder()
                            .setRequestId(visit.requestId())
                            .setOperationId(operationId)
                            .build());
            return Outcome.gone(Link.to("operations", "run", operationId), "It goes on where it stopped.");
        });
    }

    private static Html table(Visit visit, List<Operation> operations) {
        return Parts.table(
                "Operations",
                List.of("Started", "Kind", "State", "Progress", "Failed#", "By", "Operation"),
                operations.stream()
                        .map(one -> Parts.row(
                                Parts.cell(Words.time(one.hasCreateTime(), one.getCreateTime(), visit.now())),
                                Parts.cell(InboundWords.kind(one)),
                                Parts.cell(InboundWords.state(one.getState())),
                                Parts.cell(Parts.progress(
                                        "Progress of " + one.getOperationId(),
                                        one.getDoneItems(),
                                        Math.max(one.getTotalItems(), InboundWords.isOver(one.getState()) ? 1 : 0))),
                                Parts.number(Words.count(one.getFailedItems())),
                                Parts.cell(Parts.mono(one.getStartedBy())),
                                Parts.cell(Parts.link(
                                        Link.to("operations", "run", one.getOperationId()),
                                        h("span.mono", one.getOperationId())))))
                        .toList());
    }

    private static Html items(ListTransferItemsResponse items, boolean dry) {
        return Parts.table(
                "Tenants",
                List.of("No.", "Tenant", "Outcome", "Detail"),
                items.getItemsList().stream()
                        .map(item -> Parts.row(
                                Parts.cell(h("span.num", item.getPosition())),
                                Parts.cell(
                                        item.getTenantId().isEmpty()
                                                ? h("span.soft", "–")
                                                : Parts.link(
                                                        Link.to("tenants", item.getTenantId()),
                                                        h("span.mono", Html.theirs(item.getTenantId())))),
                                Parts.cell(outcome(Words.plain(item.getOutcome()), dry)),
                                h("td.long", Parts.text(item.getDetail()))))
                        .toList());
    }

    private static Html outcome(String word, boolean dry) {
        return switch (word) {
            case "done" -> dry ? Parts.badge(Parts.Tone.IDLE, "would be done") : Parts.badge(Parts.Tone.GOOD, word);
            case "failed" -> Parts.badge(Parts.Tone.BAD, word);
            case "conflict" -> Parts.badge(Parts.Tone.WARN, word);
            default -> Parts.badge(Parts.Tone.IDLE, word);
        };
    }

    private static Html actions(Visit visit, Operation operation) {
        Link here = Link.to("operations", "run", operation.getOperationId());
        if (!InboundWords.isOver(operation.getState())) {
            return visit.post(new Link(here.path() + "/cancel", ""), h("button", "Stop it"));
        }
        return operation.getState() == OperationState.OPERATION_STATE_SUCCEEDED
                ? Html.NONE
                : visit.post(new Link(here.path() + "/resume", ""), Parts.submit("Go on"));
    }

    private TransferServiceBlockingStub transfers(Visit visit) {
        return peers.of("config", visit.caller(), TransferServiceGrpc::newBlockingStub);
    }
}
