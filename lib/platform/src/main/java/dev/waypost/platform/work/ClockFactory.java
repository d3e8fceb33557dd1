package dev.waypost.platform.work;

import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Primary;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/// The one clock of a service; tests put their own in its place.
@Factory
class ClockFactory {
    @Singleton
    @Primary
    InstantSource clock() {
        return InstantSource.system();
    }
}
