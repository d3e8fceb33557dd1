package dev.waypost.send.message;

import dev.waypost.platform.id.Ids;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

/// The day that a message is kept under: the one that its id was made on.
public final class MessageDay {
    /// Far from every day that there is a partition for, and still a date to PostgreSQL.
    private static final Instant LAST = Instant.parse("9999-12-31T00:00:00Z");

    private MessageDay() {}

    /// Of an id that this service made.
    public static LocalDate of(String messageId) {
        return LocalDate.ofInstant(Ids.timeOf(messageId), ZoneOffset.UTC);
    }

    /// Of what a caller says is an id; empty when it is none of ours.
    public static Optional<LocalDate> find(String messageId) {
        try {
            Instant made = Ids.timeOf(messageId);
            return messageId.startsWith("msg_") && made.isBefore(LAST) ? Optional.of(of(messageId)) : Optional.empty();
        } catch (IllegalArgumentException notOurs) {
            return Optional.empty();
        }
    }
}
