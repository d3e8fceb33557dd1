package dev.waypost.send.message;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A message as it stands, with its history.
public record StoredMessage(
        long id,
        String tenantId,
        String messageId,
        String requestId,
        byte[] bodyHash,
        String recipient,
        byte[] content,
        String labels,
        int priority,
        @Nullable String endpointId,
        @Nullable String providerMessageId,
        MessageState state,
        @Nullable Failure failure,
        @Nullable String traceparent,
        @Nullable Instant sendAt,
        Instant dueTime,
        Instant expireTime,
        Instant createTime,
        Instant updateTime,
        List<Attempt> attempts,
        List<StatusEntry> statuses) {

    /// Why something went wrong.
    public record Failure(
            String reason,
            @Nullable String detail,
            @Nullable String providerCode) {}

    /// One try to hand it to a provider.
    ///
    /// @param moved whether it changed what is known of the message
    public record Attempt(
            int number,
            @Nullable String endpointId,
            String outcome,
            Instant startTime,
            Instant endTime,
            @Nullable Failure failure,
            @Nullable String routeCause,
            boolean moved) {}

    /// One thing learned of it.
    public record StatusEntry(
            Status status,
            @Nullable Instant providerTime,
            Instant receiveTime,
            @Nullable String errorCode,
            @Nullable String errorTitle,
            boolean applied) {}

    StoredMessage withOpened(byte[] openedContent, byte[] openedHash, String openedLabels) {
        return new StoredMessage(
                id,
                tenantId,
                messageId,
                requestId,
                openedHash,
                recipient,
                openedContent,
                openedLabels,
                priority,
                endpointId,
                providerMessageId,
                state,
                failure,
                traceparent,
                sendAt,
                dueTime,
                expireTime,
                createTime,
                updateTime,
                attempts,
                statuses);
    }

    /// That a provider took it is what an attempt says; where a receipt was faster, it comes after that.
    StoredMessage withHistory(List<Attempt> tries, List<StatusEntry> received) {
        List<StatusEntry> learned = new ArrayList<>(received);
        for (Attempt attempt : tries) {
            if (attempt.outcome().equals(Status.ACCEPTED.name())) {
                int place = (int)
                        learned.stream().takeWhile(status -> !status.applied()).count();
                learned.add(
                        attempt.moved() ? place : Math.min(place + 1, learned.size()),
                        new StatusEntry(Status.ACCEPTED, null, attempt.endTime(), null, null, attempt.moved()));
            }
        }
        return new StoredMessage(
                id,
                tenantId,
                messageId,
                requestId,
                bodyHash,
                recipient,
                content,
                labels,
                priority,
                endpointId,
                providerMessageId,
                state,
                failure,
                traceparent,
                sendAt,
                dueTime,
                expireTime,
                createTime,
                updateTime,
                tries,
                learned);
    }
}
