package dev.waypost.console.message;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import dev.waypost.console.json.Json;
import dev.waypost.console.json.Times;
import dev.waypost.proto.send.v1.Attempt;
import dev.waypost.proto.send.v1.Content;
import dev.waypost.proto.send.v1.Failure;
import dev.waypost.proto.send.v1.Message;
import dev.waypost.proto.send.v1.StatusEntry;
import org.jspecify.annotations.Nullable;

/// Writes a message and its history.
final class MessageJson {
    private MessageJson() {}

    static Json of(Message message) {
        return accepted(message)
                .put("to", message.getTo())
                .put("message", message.getContent().getText().getBody())
                .put("content", content(message.getContent()))
                .put("labels", message.getLabelsMap().isEmpty() ? null : message.getLabelsMap())
                .put("endpointId", message.getEndpointId())
                .put("providerMessageId", message.getProviderMessageId())
                .put("failure", message.hasFailure() ? failure(message.getFailure()) : null)
                .put(
                        "attempts",
                        message.getAttemptsList().stream()
                                .map(attempt -> attempt(attempt).fields())
                                .toList())
                .put(
                        "statuses",
                        message.getStatusesList().stream()
                                .map(status -> status(status).fields())
                                .toList())
                .put("createdAt", Times.iso(message.hasCreateTime(), message.getCreateTime()))
                .put("updatedAt", Times.iso(message.hasUpdateTime(), message.getUpdateTime()))
                .put("expiresAt", Times.iso(message.hasExpireTime(), message.getExpireTime()))
                .put("nextAttemptAt", Times.iso(message.hasNextAttemptTime(), message.getNextAttemptTime()));
    }

    /// What a caller learns when a message was accepted.
    static Json accepted(Message message) {
        return Json.object()
                .put("messageId", message.getMessageId())
                .put("tenantId", message.getTenantId())
                .put("state", plain(message.getState(), "MESSAGE_STATE_"))
                .put("requestId", message.getRequestId())
                .put("traceId", message.getTraceId());
    }

    /// What is no text, as protobuf JSON.
    private static @Nullable Object content(Content content) {
        try {
            return content.hasText() || content.getKindCase() == Content.KindCase.KIND_NOT_SET
                    ? null
                    : Json.parse(JsonFormat.printer().print(content));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a content that cannot be written as JSON", e);
        }
    }

    private static Json attempt(Attempt attempt) {
        String outcome = plain(attempt.getOutcome(), "ATTEMPT_OUTCOME_");
        return Json.object()
                .put("number", attempt.getNumber())
                .put("endpointId", attempt.getEndpointId())
                .put("outcome", outcome.equals("UNSPECIFIED") ? "" : outcome)
                .put("startedAt", Times.iso(attempt.hasStartTime(), attempt.getStartTime()))
                .put("endedAt", Times.iso(attempt.hasEndTime(), attempt.getEndTime()))
                .put("httpStatus", attempt.getHttpStatus() == 0 ? null : attempt.getHttpStatus())
                .put("routeCause", attempt.getRouteCause())
                .put("failure", attempt.hasFailure() ? failure(attempt.getFailure()) : null);
    }

    private static Json status(StatusEntry entry) {
        return Json.object()
                .put("status", plain(entry.getStatus(), "DELIVERY_STATUS_"))
                .put("providerTime", Times.iso(entry.hasProviderTime(), entry.getProviderTime()))
                .put("receiveTime", Times.iso(entry.hasReceiveTime(), entry.getReceiveTime()))
                .put("applied", entry.getApplied())
                .put("failure", entry.hasFailure() ? failure(entry.getFailure()) : null);
    }

    private static Json failure(Failure failure) {
        return Json.object()
                .put("reason", failure.getReason())
                .put("detail", failure.getDetail())
                .put("providerCode", failure.getProviderCode())
                .put("providerTitle", failure.getProviderTitle());
    }

    private static String plain(Enum<?> value, String prefix) {
        return value.name().replace(prefix, "");
    }
}
