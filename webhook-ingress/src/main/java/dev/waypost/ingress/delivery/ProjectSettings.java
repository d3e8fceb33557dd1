package dev.waypost.ingress.delivery;

import dev.waypost.platform.settings.Doc;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/// What becomes of projects that do not take what they are sent.
@ConfigurationProperties("waypost.ingress.projects")
public record ProjectSettings(
        @Bindable(defaultValue = "5d")
        @Doc(
                "A project that took nothing for so long, though it was tried again and again, is switched off. 0s never does that.")
        Duration disableAfter,

        @Bindable(defaultValue = "10") @Doc("Fewest failed tries within that time for a project to be switched off.")
        int disableTries,

        @Bindable(defaultValue = "10s") @Doc("How often it is noted which projects fail and which work.")
        Duration noteEvery,

        @Bindable(defaultValue = "1s")
        @Doc("How often it is looked whether a project that was switched off is on again, and its deliveries go on.")
        Duration releaseEvery,

        @Bindable(defaultValue = "32")
        @Doc(
                "Parked deliveries that go on in the first turn after a project was switched on; four times as many in each further one.")
        int releaseFirst,

        @Bindable(defaultValue = "4096") @Doc("Parked deliveries that go on in one turn at most.")
        int releaseMost) {
    public ProjectSettings {
        if (disableAfter.isNegative() || disableTries < 1 || releaseFirst < 1 || releaseMost < releaseFirst) {
            throw new IllegalArgumentException(
                    "waypost.ingress.projects: disable-after >= 0, disable-tries >= 1 and 1 <= release-first <= release-most must hold");
        }
    }
}
