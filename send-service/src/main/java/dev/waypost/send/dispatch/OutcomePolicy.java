package dev.waypost.send.dispatch;

import dev.waypost.lanes.RetryPolicy;
import dev.waypost.providers.CauseKind;
import dev.waypost.providers.SendOutcome;
import dev.waypost.send.message.StoredMessage.Failure;
import dev.waypost.send.tenant.RoutePolicy;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Decides what follows from a provider's answer: the one place where a message is repeated, failed, held or left open.
public final class OutcomePolicy {
    private static final Duration LONGEST_WISH = Duration.ofHours(1);

    private final RetryPolicy patient;
    private final RetryPolicy limited;

    OutcomePolicy(DispatchSettings settings) {
        this.patient = new RetryPolicy(settings.retryBase(), settings.retryCap(), settings.maxAttempts(), LONGEST_WISH);
        this.limited =
                new RetryPolicy(settings.retryBase(), settings.retryCap(), settings.maxLimitedAttempts(), LONGEST_WISH);
    }

    /// @param attempts tries so far, the one that has this outcome included
    /// @param holdsWhenBroken the tenant's wish for messages whose endpoint is broken
    Verdict decide(SendOutcome outcome, int attempts, boolean holdsWhenBroken, RandomGenerator random) {
        return switch (outcome) {
            case SendOutcome.Accepted accepted -> new Verdict.Sent(accepted.id());
            case SendOutcome.Refused refused ->
                new Verdict.Failed(new Failure(reason(refused.reason()), refused.detail(), refused.code()));
            case SendOutcome.Retry retry -> {
                var failure = new Failure("PROVIDER_UNAVAILABLE", retry.cause(), null);
                yield switch ((retry.limited() ? limited : patient)
                        .decide(attempts, Optional.of(retry.after()), random)) {
                    case RetryPolicy.Decision.Again again -> new Verdict.Again(again.after(), failure);
                    // Nobody answered for so long that the endpoint is as good as broken.
                    case RetryPolicy.Decision.Exhausted _ ->
                        holdsWhenBroken && !retry.limited() ? new Verdict.Held(failure) : new Verdict.Failed(failure);
                };
            }
            case SendOutcome.SlowDown slow ->
                new Verdict.Again(
                        wait(attempts, slow.after(), random), new Failure("RATE_LIMITED", slow.cause(), null));
            case SendOutcome.EndpointBroken broken -> {
                var failure = new Failure(reason(broken.kind()), broken.cause(), null);
                yield holdsWhenBroken
                        ? new Verdict.Held(failure)
                        : new Verdict.Again(wait(attempts, Duration.ZERO, random), failure);
            }
            case SendOutcome.Unknown unknown ->
                new Verdict.Unknown(new Failure("OUTCOME_UNKNOWN", unknown.cause(), null), null);
        };
    }

    /// Nothing can carry it now: it waits for a change, until it expires.
    Verdict withoutRoute(RoutePolicy.Why why, int attempts, boolean holdsWhenBroken, RandomGenerator random) {
        var failure = new Failure(why.name(), null, null);
        return holdsWhenBroken
                ? new Verdict.Held(failure)
                : new Verdict.Again(wait(attempts, Duration.ZERO, random), failure);
    }

    /// A wait that never gives up: what ends it is the message's own time.
    private Duration wait(int attempts, Duration wish, RandomGenerator random) {
        int counted = Math.min(attempts, patient.maxAttempts() - 1);
        return patient.decide(counted, Optional.of(wish), random) instanceof RetryPolicy.Decision.Again again
                ? again.after()
                : patient.cap();
    }

    private static String reason(SendOutcome.Refusal refusal) {
        return switch (refusal) {
            case CONTENT -> "CONTENT_REFUSED";
            case UNSUPPORTED -> "CONTENT_UNSUPPORTED";
            case RECIPIENT -> "RECIPIENT_UNREACHABLE";
            case TEMPLATE -> "TEMPLATE_REJECTED";
            case WINDOW_CLOSED -> "WINDOW_CLOSED";
            case RESTRICTED -> "ACCOUNT_RESTRICTED";
        };
    }

    private static String reason(CauseKind kind) {
        return switch (kind) {
            case CREDENTIAL -> "ENDPOINT_CREDENTIAL_REFUSED";
            case ACCOUNT -> "ENDPOINT_ACCOUNT_BLOCKED";
            case SESSION -> "SESSION_NOT_CONNECTED";
            case TRANSPORT -> "ENDPOINT_UNREACHABLE";
            case SETUP -> "ENDPOINT_SETUP_WRONG";
        };
    }
}
