package dev.waypost.config.transfer;

import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import dev.waypost.config.change.Changeset;
import dev.waypost.config.change.Commits;
import dev.waypost.config.change.Names;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.grpc.Replies;
import dev.waypost.proto.config.v1.BulkSwitchRequest;
import dev.waypost.proto.config.v1.BulkSwitchResponse;
import dev.waypost.proto.config.v1.CancelTransferRequest;
import dev.waypost.proto.config.v1.CancelTransferResponse;
import dev.waypost.proto.config.v1.ExportTenantsRequest;
import dev.waypost.proto.config.v1.ExportTenantsResponse;
import dev.waypost.proto.config.v1.GetTransferRequest;
import dev.waypost.proto.config.v1.GetTransferResponse;
import dev.waypost.proto.config.v1.ImportTenantsRequest;
import dev.waypost.proto.config.v1.ImportTenantsResponse;
import dev.waypost.proto.config.v1.ListTransferItemsRequest;
import dev.waypost.proto.config.v1.ListTransferItemsResponse;
import dev.waypost.proto.config.v1.ListTransfersRequest;
import dev.waypost.proto.config.v1.ListTransfersResponse;
import dev.waypost.proto.config.v1.MigrateFromMultiEndpointRequest;
import dev.waypost.proto.config.v1.MigrateFromMultiEndpointResponse;
import dev.waypost.proto.config.v1.MoveTenantRequest;
import dev.waypost.proto.config.v1.MoveTenantResponse;
import dev.waypost.proto.config.v1.ReadExportRequest;
import dev.waypost.proto.config.v1.ReadExportResponse;
import dev.waypost.proto.config.v1.ResumeTransferRequest;
import dev.waypost.proto.config.v1.ResumeTransferResponse;
import dev.waypost.proto.config.v1.TransferServiceGrpc;
import dev.waypost.proto.operation.v1.Operation;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;

/// Operations over many tenants, over gRPC.
@Singleton
final class TransferApi extends TransferServiceGrpc.TransferServiceImplBase {
    private static final int SHOWN_FAILURES = 100;

    private final Transfers transfers;
    private final ExportReadApi exports;
    private final UploadApi uploads;
    private final MoveApi moves;
    private final ExportStore exported;
    private final TransferWorker worker;
    private final Commits commits;

    TransferApi(
            Transfers transfers,
            ExportReadApi exports,
            UploadApi uploads,
            MoveApi moves,
            ExportStore exported,
            TransferWorker worker,
            Commits commits) {
        this.transfers = transfers;
        this.exports = exports;
        this.uploads = uploads;
        this.moves = moves;
        this.exported = exported;
        this.worker = worker;
        this.commits = commits;
    }

    @Override
    public void exportTenants(ExportTenantsRequest request, StreamObserver<ExportTenantsResponse> observer) {
        exported.missing(request.getTenantIdsList()).ifPresent(tenantId -> {
            throw Fault.of(Reason.TENANT_NOT_FOUND).with("tenant_id", tenantId);
        });
        var spec = new ExportSpec(
                List.copyOf(request.getTenantIdsList()),
                !request.getPassphrase().isEmpty());
        ExportTenantsRequest kept = request.toBuilder()
                .setPassphrase(UploadApi.kept(request.getPassphrase(), request.getRequestId()))
                .build();
        reply(observer, request.getRequestId(), kept, ExportTenantsResponse.parser(), change -> {
            Transfer started = transfers.start(change, TransferKind.EXPORT, null, spec, request.getPassphrase());
            return ExportTenantsResponse.newBuilder()
                    .setOperation(TransferWireApi.write(started, List.of()))
                    .build();
        });
    }

    @Override
    public void readExport(ReadExportRequest request, StreamObserver<ReadExportResponse> observer) {
        exports.read(request, observer);
    }

    @Override
    public StreamObserver<ImportTenantsRequest> importTenants(StreamObserver<ImportTenantsResponse> observer) {
        return uploads.importTenants(observer, worker::wake);
    }

    @Override
    public void moveTenant(MoveTenantRequest request, StreamObserver<MoveTenantResponse> observer) {
        Replies.reply(observer, moves.move(request));
        worker.wake();
    }

    @Override
    public StreamObserver<MigrateFromMultiEndpointRequest> migrateFromMultiEndpoint(
            StreamObserver<MigrateFromMultiEndpointResponse> observer) {
        return uploads.migrate(observer, worker::wake);
    }

    @Override
    public void bulkSwitch(BulkSwitchRequest request, StreamObserver<BulkSwitchResponse> observer) {
        BulkSwitchSpec spec = TransferWireApi.read(request);
        reply(observer, request.getRequestId(), request, BulkSwitchResponse.parser(), change -> {
            Transfer started = transfers.start(change, TransferKind.BULK_SWITCH, null, spec, "");
            return BulkSwitchResponse.newBuilder()
                    .setOperation(TransferWireApi.write(started, List.of()))
                    .build();
        });
    }

    @Override
    public void getTransfer(GetTransferRequest request, StreamObserver<GetTransferResponse> observer) {
        Replies.reply(
                observer,
                GetTransferResponse.newBuilder()
                        .setOperation(wire(transfers.get(request.getOperationId())))
                        .build());
    }

    @Override
    public void listTransfers(ListTransfersRequest request, StreamObserver<ListTransfersResponse> observer) {
        int size = Names.pageSize(request.getPageSize());
        List<Transfer> found = transfers.list(request.getPageToken(), size + 1);
        var answer = ListTransfersResponse.newBuilder();
        found.stream().limit(size).map(t -> TransferWireApi.write(t, List.of())).forEach(answer::addOperations);
        if (found.size() > size) {
            answer.setNextPageToken(found.get(size - 1).operationId());
        }
        Replies.reply(observer, answer.build());
    }

    @Override
    public void listTransferItems(
            ListTransferItemsRequest request, StreamObserver<ListTransferItemsResponse> observer) {
        int size = Names.pageSize(request.getPageSize());
        List<Item> found = transfers.items(
                request.getOperationId(),
                position(request.getPageToken()),
                size + 1,
                TransferWireApi.outcome(request.getOutcome()));
        var answer = ListTransferItemsResponse.newBuilder();
        found.stream().limit(size).map(TransferWireApi::write).forEach(answer::addItems);
        if (found.size() > size) {
            answer.setNextPageToken(Long.toString(found.get(size - 1).position()));
        }
        Replies.reply(observer, answer.build());
    }

    @Override
    public void cancelTransfer(CancelTransferRequest request, StreamObserver<CancelTransferResponse> observer) {
        reply(observer, request.getRequestId(), request, CancelTransferResponse.parser(), change -> {
            Transfer stopped = transfers.cancel(change, request.getOperationId());
            return CancelTransferResponse.newBuilder()
                    .setOperation(wire(stopped))
                    .build();
        });
    }

    @Override
    public void resumeTransfer(ResumeTransferRequest request, StreamObserver<ResumeTransferResponse> observer) {
        reply(observer, request.getRequestId(), request, ResumeTransferResponse.parser(), change -> {
            Transfer resumed = transfers.resume(change, request.getOperationId());
            return ResumeTransferResponse.newBuilder()
                    .setOperation(wire(resumed))
                    .build();
        });
    }

    private interface Answer<A> {
        A of(Changeset change) throws SQLException;
    }

    private <A extends Message> void reply(
            StreamObserver<A> observer, String requestId, Message request, Parser<A> answers, Answer<A> answer) {
        Replies.reply(observer, commits.commit(Commits.HUB, requestId, request, answers, answer::of));
        worker.wake();
    }

    private Operation wire(Transfer transfer) {
        return TransferWireApi.write(transfer, transfers.failures(transfer.operationId(), SHOWN_FAILURES));
    }

    private static long position(String token) {
        try {
            return token.isEmpty() ? 0 : Long.parseLong(token);
        } catch (NumberFormatException e) {
            throw Fault.of(Reason.PAGE_TOKEN_INVALID).with("page_token", Fault.Violation.shown(token));
        }
    }
}
