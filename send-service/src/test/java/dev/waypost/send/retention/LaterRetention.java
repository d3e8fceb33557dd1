package dev.waypost.send.retention;

import dev.waypost.send.tenant.Tenants;
import dev.waypost.testkit.ServiceUnderTest;
import java.time.Duration;
import java.time.InstantSource;

/// The blanking of old messages as it will be in two hours: in the first hour of a day, whatever is an hour old is of
/// the day before, which a message that was made a moment ago is not.
public final class LaterRetention {
    private LaterRetention() {}

    public static void runOnce(ServiceUnderTest send) {
        send.bean(ShortRetention.class).runOnce();
        new ShortRetention(
                        send.bean(BlankStore.class),
                        send.bean(Tenants.class),
                        send.bean(RetentionSettings.class),
                        InstantSource.offset(InstantSource.system(), Duration.ofHours(2)))
                .runOnce();
    }
}
