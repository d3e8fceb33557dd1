package dev.waypost.send.message;

import dev.waypost.send.pace.Ask;
import dev.waypost.send.pace.Turn;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A checked message that is about to become a row.
///
/// @param bodyHash digest of the request without its request id: tells a repetition from a reuse
/// @param user the recipient under the one key that all ways of writing a number share
/// @param content the content in its stored form, see [ContentApi]
/// @param labels the caller's own pairs, as JSON
/// @param limit the turn that it wants of the tenant's limit
/// @param turn what came of that
public record NewMessage(
        String tenantId,
        String messageId,
        String requestId,
        byte[] bodyHash,
        String recipient,
        String user,
        byte[] content,
        @Nullable String replyTo,
        String labels,
        int priority,
        @Nullable String endpointWish,
        @Nullable String traceparent,
        @Nullable Instant sendAt,
        Duration validFor,
        Checks checks,
        Ask limit,
        Turn turn) {

    /// The unit of order; the tenant is part of it, so that two tenants never share one.
    String conversation() {
        return tenantId + "/" + user;
    }

    /// How long the tenant's limit makes it wait.
    Duration pause() {
        return turn instanceof Turn.Granted granted ? granted.after() : Duration.ZERO;
    }

    /// The row that it became.
    StoredMessage stored(long id, Instant dueTime, Instant expireTime, Instant createTime) {
        String held = checks.held();
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
                null,
                null,
                held == null ? MessageState.QUEUED : MessageState.HELD,
                held == null ? null : new StoredMessage.Failure(held, null, null),
                traceparent,
                sendAt == null ? null : sendAt.truncatedTo(ChronoUnit.MICROS),
                dueTime,
                expireTime,
                createTime,
                createTime,
                List.of(),
                List.of());
    }

    /// The same as it is stored.
    NewMessage withStored(byte[] sealedContent, byte[] sealedHash, String sealedLabels) {
        return new NewMessage(
                tenantId,
                messageId,
                requestId,
                sealedHash,
                recipient,
                user,
                sealedContent,
                replyTo,
                sealedLabels,
                priority,
                endpointWish,
                traceparent,
                sendAt,
                validFor,
                checks,
                limit,
                turn);
    }

    NewMessage withContent(byte[] other) {
        return withStored(other, bodyHash, labels);
    }

    NewMessage withTurn(Turn granted) {
        return new NewMessage(
                tenantId,
                messageId,
                requestId,
                bodyHash,
                recipient,
                user,
                content,
                replyTo,
                labels,
                priority,
                endpointWish,
                traceparent,
                sendAt,
                validFor,
                checks,
                limit,
                granted);
    }
}
