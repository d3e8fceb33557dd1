package dev.waypost.platform.work;

import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/// The one clock of a service; tests put their own in its place.
@Factory
class ClockFactory {
    @Singleton
    InstantSource clock() {
        return InstantSource.system();
    }
}
