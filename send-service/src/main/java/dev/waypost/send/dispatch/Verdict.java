package dev.waypost.send.dispatch;

import dev.waypost.send.message.StoredMessage.Failure;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What becomes of a message after one turn of its worker.
public sealed interface Verdict {
    /// The provider took it.
    ///
    /// @param providerMessageId null for what has no id there, such as a read mark
    record Sent(@Nullable String providerMessageId) implements Verdict {}

    /// It is tried again.
    record Again(Duration delay, Failure failure) implements Verdict {}

    /// It will never be sent.
    record Failed(Failure failure) implements Verdict {}

    /// A person decides.
    record Held(Failure failure) implements Verdict {}

    /// It is not known whether it was sent; only a receipt settles it.
    ///
    /// @param providerMessageId the id that it has if it was sent; null where the provider chooses alone
    record Unknown(Failure failure, @Nullable String providerMessageId) implements Verdict {}

    /// Its time passed.
    record Expired() implements Verdict {}

    /// It was cancelled, or settled by a receipt, before its turn came.
    record Gone() implements Verdict {}

    /// How long its conversation waits; empty when the message is finished.
    default Optional<Duration> waits() {
        return this instanceof Again again ? Optional.of(again.delay()) : Optional.empty();
    }

    /// The provider's id of the message, or the one that it would have.
    default @Nullable String knownAs() {
        return switch (this) {
            case Sent sent -> sent.providerMessageId;
            case Unknown unknown -> unknown.providerMessageId;
            case Again _, Failed _, Held _, Expired _, Gone _ -> null;
        };
    }

    /// What went wrong, when something did.
    default @Nullable Failure failure() {
        return switch (this) {
            case Again again -> again.failure;
            case Failed failed -> failed.failure;
            case Held held -> held.failure;
            case Unknown unknown -> unknown.failure;
            case Sent _, Expired _, Gone _ -> null;
        };
    }
}
