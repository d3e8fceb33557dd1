package dev.waypost.config.transfer;

import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.proto.config.v1.ReadExportRequest;
import dev.waypost.proto.config.v1.ReadExportResponse;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.util.Arrays;

/// Streams an export's file, no faster than the caller reads it.
@Singleton
final class ExportReadApi {
    private final Transfers transfers;
    private final ChunkStore chunks;

    ExportReadApi(Transfers transfers, ChunkStore chunks) {
        this.transfers = transfers;
        this.chunks = chunks;
    }

    void read(ReadExportRequest request, StreamObserver<ReadExportResponse> observer) {
        Transfer export = transfers.get(request.getOperationId());
        if (export.kind() != TransferKind.EXPORT) {
            throw Transfers.unknown(request.getOperationId());
        }
        if (export.state() != TransferState.SUCCEEDED) {
            throw Fault.of(Reason.IN_USE)
                    .detail("The export is not finished: it is " + export.state() + ".")
                    .with("operation_id", export.operationId());
        }
        long size = chunks.size(export.operationId());
        if (request.getOffset() > size) {
            throw Fault.of(Reason.FIELD_INVALID)
                    .violation("offset", "value: " + request.getOffset() + " (expected: at most " + size + ")");
        }
        var sender = new Sender(export.operationId(), request.getOffset(), size, observer);
        sender.run();
    }

    /// Sends from the thread of the call's own events, whenever the transport has room.
    private final class Sender {
        private final String operationId;
        private final long size;
        private final StreamObserver<ReadExportResponse> observer;
        private long offset;
        private boolean ended;

        Sender(String operationId, long offset, long size, StreamObserver<ReadExportResponse> observer) {
            this.operationId = operationId;
            this.offset = offset;
            this.size = size;
            this.observer = observer;
        }

        void run() {
            if (observer instanceof ServerCallStreamObserver<ReadExportResponse> call) {
                call.setOnReadyHandler(() -> pump(call));
            }
        }

        private void pump(ServerCallStreamObserver<ReadExportResponse> call) {
            while (!ended && call.isReady() && !call.isCancelled()) {
                if (offset == size) {
                    ended = true;
                    call.onCompleted();
                    return;
                }
                ChunkStore.Chunk chunk = chunks.at(operationId, offset).orElseThrow();
                byte[] rest = Arrays.copyOfRange(chunk.bytes(), (int) (offset - chunk.start()), chunk.bytes().length);
                call.onNext(ReadExportResponse.newBuilder()
                        .setChunk(TransferWireApi.bytes(rest))
                        .setTotalSize(size)
                        .build());
                offset += rest.length;
            }
        }
    }
}
