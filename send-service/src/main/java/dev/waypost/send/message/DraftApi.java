package dev.waypost.send.message;

import com.google.protobuf.Timestamp;
import dev.waypost.proto.send.v1.OverLimit;
import dev.waypost.proto.send.v1.SendRequest;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Reads what a caller wants sent.
final class DraftApi {
    private DraftApi() {}

    static Draft draft(SendRequest request, @Nullable String traceparent) {
        return new Draft(
                request.getTenantId(),
                request.getRequestId(),
                RequestDigestApi.of(request),
                request.getTo(),
                ContentApi.accepted(request.getContent()),
                request.getContent().toByteArray(),
                ContentApi.orNull(request.getReplyToMessageId()),
                LabelsJson.write(request.getLabelsMap()),
                request.getPriorityValue(),
                request.getOverLimit() == OverLimit.OVER_LIMIT_QUEUE,
                ContentApi.orNull(request.getEndpointId()),
                traceparent,
                request.hasSendAt() ? instant(request.getSendAt()) : null,
                request.hasValidFor()
                        ? Duration.ofSeconds(
                                request.getValidFor().getSeconds(),
                                request.getValidFor().getNanos())
                        : null);
    }

    private static Instant instant(Timestamp time) {
        return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
    }
}
