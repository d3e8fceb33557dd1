package dev.waypost.platform.boot;

import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;

/// Whether the service owns a schema: it does when it ships migrations.
@Singleton
final class StoreMarker {
    private final boolean present;

    StoreMarker(@Value("${waypost.service}") String service) {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        this.present = loader.getResource("services/" + service + "/db") != null;
    }

    boolean present() {
        return present;
    }
}
