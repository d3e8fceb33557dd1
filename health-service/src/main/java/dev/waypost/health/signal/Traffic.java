package dev.waypost.health.signal;

/// What went through an endpoint in one minute, or in a part of it.
///
/// @param minute since 1970
/// @param sent messages that the provider took
/// @param acknowledged receipts of messages that reached somebody
/// @param received messages from users
/// @param unreachable tries that nobody answered, or that the provider could not carry out
/// @param refused tries whose credential or account was refused
/// @param sessionless tries without a session
public record Traffic(
        String tenantId,
        String endpointId,
        long minute,
        long sent,
        long acknowledged,
        long received,
        long unreachable,
        long refused,
        long sessionless) {
    Traffic plus(Traffic other) {
        return new Traffic(
                tenantId,
                endpointId,
                minute,
                sent + other.sent,
                acknowledged + other.acknowledged,
                received + other.received,
                unreachable + other.unreachable,
                refused + other.refused,
                sessionless + other.sessionless);
    }

    long tries() {
        return sent + unreachable + refused + sessionless;
    }

    boolean isEmpty() {
        return tries() + acknowledged + received == 0;
    }

    String key() {
        return tenantId + '/' + endpointId + '/' + minute;
    }
}
