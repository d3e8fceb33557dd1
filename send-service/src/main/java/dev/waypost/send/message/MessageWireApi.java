package dev.waypost.send.message;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import dev.waypost.platform.telemetry.Traces;
import dev.waypost.proto.send.v1.Attempt;
import dev.waypost.proto.send.v1.AttemptOutcome;
import dev.waypost.proto.send.v1.Content;
import dev.waypost.proto.send.v1.DeliveryStatus;
import dev.waypost.proto.send.v1.Failure;
import dev.waypost.proto.send.v1.Message;
import dev.waypost.proto.send.v1.MessageState;
import dev.waypost.proto.send.v1.StatusEntry;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Stored messages in the contract's words.
final class MessageWireApi {
    private static final String STATE = "MESSAGE_STATE_";

    private MessageWireApi() {}

    static Message message(StoredMessage stored) {
        var message = Message.newBuilder()
                .setMessageId(stored.messageId())
                .setTenantId(stored.tenantId())
                .setRequestId(stored.requestId())
                .setTo(stored.recipient())
                .setState(MessageState.valueOf(STATE + stored.state().name()))
                .setContent(content(stored.content()))
                .setTraceId(Traces.traceIdOf(stored.traceparent()))
                .putAllLabels(LabelsJson.read(stored.labels()))
                .setPriorityValue(stored.priority())
                .setCreateTime(timestamp(stored.createTime()))
                .setUpdateTime(timestamp(stored.updateTime()))
                .setExpireTime(timestamp(stored.expireTime()));
        if (stored.endpointId() != null) {
            message.setEndpointId(stored.endpointId());
        }
        if (stored.providerMessageId() != null) {
            message.setProviderMessageId(stored.providerMessageId());
        }
        if (stored.failure() != null) {
            message.setFailure(failure(stored.failure()));
        }
        if (stored.sendAt() != null) {
            message.setSendAt(timestamp(stored.sendAt()));
        }
        if (stored.state() == dev.waypost.send.message.MessageState.QUEUED) {
            message.setNextAttemptTime(timestamp(stored.dueTime()));
        }
        stored.attempts().forEach(attempt -> message.addAttempts(attempt(attempt)));
        stored.statuses().forEach(status -> message.addStatuses(status(status)));
        return message.build();
    }

    static String name(MessageState state) {
        return state.name().substring(STATE.length());
    }

    private static Attempt attempt(StoredMessage.Attempt stored) {
        var attempt = Attempt.newBuilder()
                .setNumber(stored.number())
                .setOutcome(AttemptOutcome.valueOf("ATTEMPT_OUTCOME_" + stored.outcome()))
                .setStartTime(timestamp(stored.startTime()))
                .setEndTime(timestamp(stored.endTime()));
        if (stored.endpointId() != null) {
            attempt.setEndpointId(stored.endpointId());
        }
        if (stored.failure() != null) {
            attempt.setFailure(failure(stored.failure()));
        }
        if (stored.routeCause() != null) {
            attempt.setRouteCause(stored.routeCause());
        }
        return attempt.build();
    }

    private static StatusEntry status(StoredMessage.StatusEntry stored) {
        var status = StatusEntry.newBuilder()
                .setStatus(
                        stored.status() == Status.OTHER
                                ? DeliveryStatus.DELIVERY_STATUS_UNSPECIFIED
                                : DeliveryStatus.valueOf(
                                        "DELIVERY_STATUS_" + stored.status().name()))
                .setReceiveTime(timestamp(stored.receiveTime()))
                .setApplied(stored.applied());
        if (stored.providerTime() != null) {
            status.setProviderTime(timestamp(stored.providerTime()));
        }
        if (stored.errorCode() != null || stored.errorTitle() != null) {
            status.setFailure(Failure.newBuilder()
                    .setReason("PROVIDER_ERROR")
                    .setProviderCode(text(stored.errorCode()))
                    .setProviderTitle(text(stored.errorTitle())));
        }
        return status.build();
    }

    private static Failure failure(StoredMessage.Failure stored) {
        return Failure.newBuilder()
                .setReason(stored.reason())
                .setDetail(text(stored.detail()))
                .setProviderCode(text(stored.providerCode()))
                .build();
    }

    private static Content content(byte[] bytes) {
        try {
            return Content.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a stored content that cannot be read", e);
        }
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static Timestamp timestamp(Instant time) {
        return Timestamp.newBuilder()
                .setSeconds(time.getEpochSecond())
                .setNanos(time.getNano())
                .build();
    }
}
