package dev.waypost.ingress.intake;

import dev.waypost.providers.InboundEvent;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/// Decides into which day's partition an event goes, and so within what it is looked for as a duplicate.
///
/// It is the provider's day wherever that can be believed: a webhook that is sent again tomorrow names the same one.
/// All others share one day that is none, so that they too are found whenever they come again.
final class EventDay {
    /// Before this there was nothing that could have sent a webhook.
    private static final LocalDate FIRST = LocalDate.of(2009, 1, 1);

    private static final LocalDate NONE = LocalDate.EPOCH;

    private EventDay() {}

    static LocalDate of(InboundEvent event, LocalDate received) {
        @Nullable Instant told = event.providerTime();
        if (told == null) {
            return NONE;
        }
        // Guards the conversion as well: a number of seconds from outside may lie past the end of all calendars.
        if (told.isBefore(FIRST.atStartOfDay(ZoneOffset.UTC).toInstant())
                || told.isAfter(
                        received.plusDays(2).atStartOfDay(ZoneOffset.UTC).toInstant())) {
            return NONE;
        }
        return LocalDate.ofInstant(told, ZoneOffset.UTC);
    }
}
