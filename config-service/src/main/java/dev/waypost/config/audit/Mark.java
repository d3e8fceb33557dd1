package dev.waypost.config.audit;

import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// Where a page of changes ended: the next one holds what is older.
record Mark(Instant time, long id) {
    static @Nullable Mark parse(String token) {
        if (token.isEmpty()) {
            return null;
        }
        try {
            String[] parts = token.split("\\.", -1);
            if (parts.length != 2) {
                throw new NumberFormatException();
            }
            return new Mark(Instant.EPOCH.plus(Long.parseLong(parts[0]), ChronoUnit.MICROS), Long.parseLong(parts[1]));
        } catch (NumberFormatException | DateTimeException | ArithmeticException e) {
            throw Fault.of(Reason.PAGE_TOKEN_INVALID)
                    .with("page_token", Fault.Violation.shown(token))
                    .because(e);
        }
    }

    String token() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time) + "." + id;
    }
}
