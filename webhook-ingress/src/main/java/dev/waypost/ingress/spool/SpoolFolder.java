package dev.waypost.ingress.spool;

import dev.waypost.ingress.away.SpoolSettings;
import dev.waypost.platform.settings.SettingsRefused;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;

/// Opens the spool where the settings name a folder.
@Factory
@Requires(property = "waypost.ingress.spool.folder", pattern = ".+")
final class SpoolFolder {
    private static final long SEGMENT = 16 * SpoolSettings.MEGABYTE;
    private static final String KEY_WAIT = "key-wait";

    @Singleton
    @Bean(preDestroy = "close")
    Spool spool(SpoolSettings settings) {
        try {
            return Spool.open(Path.of(settings.folder()), settings.quota(), SEGMENT);
        } catch (IOException e) {
            throw refused(settings, e);
        }
    }

    @Singleton
    @Bean(preDestroy = "close")
    KeyWait keyWait(SpoolSettings settings) {
        try {
            return KeyWait.open(Path.of(settings.folder()).resolve(KEY_WAIT), settings.quota(), SEGMENT);
        } catch (IOException e) {
            throw refused(settings, e);
        }
    }

    private static SettingsRefused refused(SpoolSettings settings, IOException e) {
        return new SettingsRefused("waypost.ingress.spool.folder: value: " + settings.folder()
                + " (expected: a folder that this process alone can write to; " + e.getMessage() + ")");
    }
}
