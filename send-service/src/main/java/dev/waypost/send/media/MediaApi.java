package dev.waypost.send.media;

import com.google.protobuf.Timestamp;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.grpc.Replies;
import dev.waypost.proto.send.v1.MediaServiceGrpc;
import dev.waypost.proto.send.v1.UploadMediaRequest;
import dev.waypost.proto.send.v1.UploadMediaResponse;
import dev.waypost.send.tenant.SendingTenant;
import dev.waypost.send.tenant.Tenants;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// The contract's uploads.
@Singleton
class MediaApi extends MediaServiceGrpc.MediaServiceImplBase {
    private final Uploads uploads;
    private final Tenants tenants;

    MediaApi(Uploads uploads, Tenants tenants) {
        this.uploads = uploads;
        this.tenants = tenants;
    }

    @Override
    public StreamObserver<UploadMediaRequest> uploadMedia(StreamObserver<UploadMediaResponse> observer) {
        return new Receiver(observer);
    }

    /// One stream. The next request is asked for when this one is written, so a fast sender fills no memory.
    private final class Receiver implements StreamObserver<UploadMediaRequest> {
        private final StreamObserver<UploadMediaResponse> observer;
        private @Nullable Intake intake;
        private boolean over;

        Receiver(StreamObserver<UploadMediaResponse> observer) {
            this.observer = observer;
        }

        @Override
        public void onNext(UploadMediaRequest request) {
            if (over) {
                return;
            }
            try {
                take(request);
            } catch (RuntimeException e) {
                abandon();
                throw e;
            }
        }

        private void take(UploadMediaRequest request) {
            Intake begun = intake;
            if (begun == null) {
                boolean sealed = false;
                if (!request.getTenantId().isEmpty()) {
                    SendingTenant tenant = tenants.get(request.getTenantId());
                    checkState(tenant);
                    sealed = tenant.rules().encryptsTexts();
                }
                begun = uploads.begin(
                        request.getTenantId(),
                        request.getRequestId(),
                        request.getMimeType(),
                        request.getFilename(),
                        sealed);
                intake = begun;
            } else if (!request.getTenantId().isEmpty()
                    && !request.getTenantId().equals(begun.tenantId())) {
                throw Fault.of(Reason.FIELD_INVALID)
                        .violation("tenant_id", "value: another one (expected: that of the first request, or none)");
            }
            begun.add(request.getChunk().toByteArray());
        }

        @Override
        public void onError(Throwable gone) {
            abandon();
        }

        @Override
        public void onCompleted() {
            if (over) {
                return;
            }
            Intake begun = intake;
            if (begun == null) {
                throw Fault.of(Reason.FIELD_INVALID).violation("chunk", "requests: none (expected: at least one)");
            }
            try {
                Upload upload = uploads.finish(begun);
                over = true;
                Replies.reply(observer, response(upload));
            } catch (RuntimeException e) {
                abandon();
                throw e;
            }
        }

        private void abandon() {
            Intake begun = intake;
            if (!over && begun != null) {
                begun.abandon();
            }
            over = true;
        }
    }

    private static void checkState(SendingTenant tenant) {
        switch (tenant.state()) {
            case ACTIVE -> {}
            case SUSPENDED -> throw Fault.of(Reason.TENANT_SUSPENDED).with("tenant_id", tenant.tenantId());
            case DELETING -> throw Fault.of(Reason.TENANT_DELETED).with("tenant_id", tenant.tenantId());
        }
    }

    private static UploadMediaResponse response(Upload upload) {
        return UploadMediaResponse.newBuilder()
                .setUploadId(upload.uploadId())
                .setSize(upload.size())
                .setSha256(HexFormat.of().formatHex(upload.sha256()))
                .setExpireTime(Timestamp.newBuilder()
                        .setSeconds(upload.expireTime().getEpochSecond())
                        .setNanos(upload.expireTime().getNano()))
                .build();
    }
}
