package dev.waypost.console.transfer;

import static dev.waypost.console.transfer.TransferShapes.EXPORT;
import static dev.waypost.console.transfer.TransferShapes.ITEM;
import static dev.waypost.console.transfer.TransferShapes.OPERATION;

import dev.waypost.console.edge.Answer;
import dev.waypost.console.edge.Edge;
import dev.waypost.console.edge.Incoming;
import dev.waypost.console.edge.Page;
import dev.waypost.console.edge.Peers;
import dev.waypost.proto.config.v1.BulkSwitchRequest;
import dev.waypost.proto.config.v1.CancelTransferRequest;
import dev.waypost.proto.config.v1.ExportTenantsRequest;
import dev.waypost.proto.config.v1.GetTransferRequest;
import dev.waypost.proto.config.v1.ListTransferItemsRequest;
import dev.waypost.proto.config.v1.ListTransfersRequest;
import dev.waypost.proto.config.v1.MoveTenantRequest;
import dev.waypost.proto.config.v1.ResumeTransferRequest;
import dev.waypost.proto.config.v1.TransferServiceGrpc;
import dev.waypost.proto.config.v1.TransferServiceGrpc.TransferServiceBlockingStub;
import dev.waypost.proto.operation.v1.Operation;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;

/// Work on many tenants: each start answers 202 with an operation, which is then asked how far it is.
@Controller("/admin/transfers")
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
public final class TransferController {
    private final Edge edge;
    private final Peers peers;

    TransferController(Edge edge, Peers peers) {
        this.edge = edge;
        this.peers = peers;
    }

    @Get
    public HttpResponse<byte[]> list(HttpRequest<?> request) {
        return edge.answer(request, OPERATION, in -> {
            var answer = transfers(in)
                    .listTransfers(in.query(OPERATION, ListTransfersRequest.newBuilder())
                            .build());
            return Page.of(in, answer.getOperationsList(), OPERATION::write, answer.getNextPageToken());
        });
    }

    @Get("/{transferId}")
    public HttpResponse<byte[]> get(HttpRequest<?> request, String transferId) {
        return edge.answer(request, OPERATION, in -> {
            var asked = in.query(OPERATION, GetTransferRequest.newBuilder().setOperationId(transferId));
            return Answer.ok(
                    OPERATION.write(transfers(in).getTransfer(asked.build()).getOperation()));
        });
    }

    @Get("/{transferId}/items")
    public HttpResponse<byte[]> items(HttpRequest<?> request, String transferId) {
        return edge.answer(request, ITEM, in -> {
            var asked = in.query(ITEM, ListTransferItemsRequest.newBuilder().setOperationId(transferId));
            var answer = transfers(in).listTransferItems(asked.build());
            return Page.of(in, answer.getItemsList(), ITEM::write, answer.getNextPageToken());
        });
    }

    @Post("/{transferId}/cancel")
    public HttpResponse<byte[]> cancel(HttpRequest<byte[]> request, String transferId) {
        return edge.answer(request, OPERATION, in -> {
            var asked = in.read(OPERATION, CancelTransferRequest.newBuilder().setOperationId(transferId));
            return Answer.ok(
                    OPERATION.write(transfers(in).cancelTransfer(asked.build()).getOperation()));
        });
    }

    @Post("/{transferId}/resume")
    public HttpResponse<byte[]> resume(HttpRequest<byte[]> request, String transferId) {
        return edge.answer(request, OPERATION, in -> {
            var asked = in.read(OPERATION, ResumeTransferRequest.newBuilder().setOperationId(transferId));
            return started(transfers(in).resumeTransfer(asked.build()).getOperation());
        });
    }

    @Post("/exports")
    public HttpResponse<byte[]> export(HttpRequest<byte[]> request) {
        return edge.answer(request, EXPORT, in -> {
            var asked = in.read(EXPORT, ExportTenantsRequest.newBuilder());
            return started(transfers(in).exportTenants(asked.build()).getOperation());
        });
    }

    @Post("/switches")
    public HttpResponse<byte[]> bulkSwitch(HttpRequest<byte[]> request) {
        return edge.answer(request, OPERATION, in -> {
            var asked = in.read(OPERATION, BulkSwitchRequest.newBuilder());
            return started(transfers(in).bulkSwitch(asked.build()).getOperation());
        });
    }

    @Post("/moves")
    public HttpResponse<byte[]> move(HttpRequest<byte[]> request) {
        return edge.answer(request, OPERATION, in -> {
            var asked = in.read(OPERATION, MoveTenantRequest.newBuilder());
            return started(transfers(in).moveTenant(asked.build()).getOperation());
        });
    }

    static Answer started(Operation operation) {
        return Answer.accepted(OPERATION.write(operation))
                .with("Location", "/admin/transfers/" + operation.getOperationId());
    }

    private TransferServiceBlockingStub transfers(Incoming in) {
        return peers.config(in, TransferServiceGrpc::newBlockingStub);
    }
}
