package dev.waypost.config.transfer;

import com.google.protobuf.ByteString;
import dev.waypost.config.change.Commits;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.grpc.Replies;
import dev.waypost.proto.config.v1.ImportTenantsRequest;
import dev.waypost.proto.config.v1.ImportTenantsResponse;
import dev.waypost.proto.config.v1.MigrateFromMultiEndpointRequest;
import dev.waypost.proto.config.v1.MigrateFromMultiEndpointResponse;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Takes files in: the bytes are stored first, and worked once all of them are there.
@Singleton
final class UploadApi {
    private final Transfers transfers;
    private final ChunkStore chunks;
    private final TransferSettings settings;
    private final Commits commits;

    UploadApi(Transfers transfers, ChunkStore chunks, TransferSettings settings, Commits commits) {
        this.transfers = transfers;
        this.chunks = chunks;
        this.settings = settings;
        this.commits = commits;
    }

    StreamObserver<ImportTenantsRequest> importTenants(
            StreamObserver<ImportTenantsResponse> observer, Runnable started) {
        return new Receiver<ImportTenantsRequest, ImportTenantsResponse>(observer, started) {
            @Override
            byte[] bytes(ImportTenantsRequest request) {
                return request.getChunk().toByteArray();
            }

            @Override
            String begin(ImportTenantsRequest first) {
                required(first.getRequestId());
                var spec = new ImportSpec(
                        TransferWireApi.read(first.getOnConflict()), first.getDryRun(), first.getAllOrNothing());
                return transfers.startUpload(TransferKind.IMPORT, spec, first.getPassphrase());
            }

            @Override
            ImportTenantsResponse end(ImportTenantsRequest first, String operationId, byte[] digest) {
                ImportTenantsRequest kept = first.toBuilder()
                        .setPassphrase(kept(first.getPassphrase(), first.getRequestId()))
                        .setChunk(ByteString.copyFrom(digest))
                        .build();
                return commits.commit(
                        Commits.HUB,
                        first.getRequestId(),
                        kept,
                        ImportTenantsResponse.parser(),
                        change -> ImportTenantsResponse.newBuilder()
                                .setOperation(TransferWireApi.write(
                                        transfers.finishUpload(change, TransferKind.IMPORT, operationId), List.of()))
                                .build());
            }
        };
    }

    StreamObserver<MigrateFromMultiEndpointRequest> migrate(
            StreamObserver<MigrateFromMultiEndpointResponse> observer, Runnable started) {
        return new Receiver<MigrateFromMultiEndpointRequest, MigrateFromMultiEndpointResponse>(observer, started) {
            @Override
            byte[] bytes(MigrateFromMultiEndpointRequest request) {
                return request.getChunk().toByteArray();
            }

            @Override
            String begin(MigrateFromMultiEndpointRequest first) {
                required(first.getRequestId());
                return transfers.startUpload(TransferKind.MIGRATE, TransferWireApi.read(first), "");
            }

            @Override
            MigrateFromMultiEndpointResponse end(
                    MigrateFromMultiEndpointRequest first, String operationId, byte[] digest) {
                return commits.commit(
                        Commits.HUB,
                        first.getRequestId(),
                        first.toBuilder().setChunk(ByteString.copyFrom(digest)).build(),
                        MigrateFromMultiEndpointResponse.parser(),
                        change -> MigrateFromMultiEndpointResponse.newBuilder()
                                .setOperation(TransferWireApi.write(
                                        transfers.finishUpload(change, TransferKind.MIGRATE, operationId), List.of()))
                                .build());
            }
        };
    }

    /// Stands for the passphrase in what is kept of a request: repeats are recognised by it, and guessing from it is
    /// as slow as guessing from the file.
    static String kept(String passphrase, String requestId) {
        return passphrase.isEmpty()
                ? ""
                : Base64.getEncoder()
                        .encodeToString(Passphrase.derive(
                                passphrase, requestId.getBytes(StandardCharsets.UTF_8), Passphrase.ITERATIONS));
    }

    private static void required(String requestId) {
        if (requestId.isEmpty()) {
            throw Fault.of(Reason.FIELD_INVALID)
                    .violation("request_id", "value: none (expected: one, in the first request of the stream)");
        }
    }

    /// One stream of requests that carry a file.
    abstract class Receiver<Q, A> implements StreamObserver<Q> {
        private final StreamObserver<A> observer;
        private final Runnable started;
        private @Nullable Q first;
        private @Nullable Upload upload;
        private boolean broken;

        Receiver(StreamObserver<A> observer, Runnable started) {
            this.observer = observer;
            this.started = started;
        }

        abstract byte[] bytes(Q request);

        /// The id of the operation that is to be.
        abstract String begin(Q first);

        abstract A end(Q first, String operationId, byte[] digest);

        @Override
        public void onNext(Q request) {
            guarded(() -> {
                Upload into = upload;
                if (into == null) {
                    first = request;
                    into = new Upload(chunks, begin(request), settings.maxFileBytes());
                    upload = into;
                }
                into.write(bytes(request));
                return true;
            });
        }

        /// The caller hung up.
        @Override
        public void onError(Throwable failure) {
            drop();
        }

        @Override
        public void onCompleted() {
            Q named = first;
            Upload whole = upload;
            if (broken) {
                return;
            }
            if (named == null || whole == null) {
                throw Fault.of(Reason.FIELD_INVALID).violation("chunk", "value: no request (expected: a file)");
            }
            A answer = guarded(() -> end(named, whole.operationId(), whole.finish()));
            // A repeated request answered with the operation of the first: these bytes are nobody's.
            drop();
            Replies.reply(observer, answer);
            started.run();
        }

        private <T> T guarded(Attempt<T> attempt) {
            try {
                if (broken) {
                    throw Fault.of(Reason.CANCELLED);
                }
                return attempt.run();
            } catch (RuntimeException e) {
                drop();
                throw e;
            }
        }

        private void drop() {
            broken = true;
            Upload begun = upload;
            if (begun != null) {
                upload = null;
                transfers.dropUpload(begun.operationId());
            }
        }
    }

    private interface Attempt<T> {
        T run();
    }
}
