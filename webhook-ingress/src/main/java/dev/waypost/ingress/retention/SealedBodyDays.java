package dev.waypost.ingress.retention;

import dev.waypost.ingress.quarantine.QuarantineSettings;
import dev.waypost.platform.seal.SealedDays;
import jakarta.inject.Singleton;

/// Bodies lie among those of their day, or in quarantine.
@Singleton
final class SealedBodyDays implements SealedDays {
    private final RetentionSettings days;
    private final QuarantineSettings quarantine;

    SealedBodyDays(RetentionSettings days, QuarantineSettings quarantine) {
        this.days = days;
        this.quarantine = quarantine;
    }

    @Override
    public int days() {
        return Math.max(days.days(), (int) quarantine.retention().toDays() + 1);
    }
}
