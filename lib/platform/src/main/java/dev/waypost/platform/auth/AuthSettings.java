package dev.waypost.platform.auth;

import dev.waypost.platform.settings.Doc;
import dev.waypost.platform.settings.Secret;
import dev.waypost.platform.settings.SettingsRefused;
import io.micronaut.context.annotation.ConfigurationProperties;
import org.jspecify.annotations.Nullable;

/// The secrets that identify callers before any API key exists.
@ConfigurationProperties("waypost.auth")
public record AuthSettings(
        @Doc("An API key with role ADMIN that always works; at least 16 characters. Leave it out once keys exist.")
        @Nullable
        Secret adminKey,

        @Doc("The secret by which the services of one installation recognise each other; the same in all of them.")
        @Nullable
        Secret serviceKey) {
    private static final int SHORTEST = 16;

    public AuthSettings {
        if (adminKey != null && adminKey.reveal().length() < SHORTEST) {
            throw new SettingsRefused("waypost.auth.admin-key is too short: value: [set], "
                    + adminKey.reveal().length() + " characters (expected: at least " + SHORTEST + ")");
        }
        if (serviceKey != null && serviceKey.reveal().length() < SHORTEST) {
            throw new SettingsRefused("waypost.auth.service-key is too short: value: [set], "
                    + serviceKey.reveal().length() + " characters (expected: at least " + SHORTEST + ")");
        }
    }

    Secret requiredServiceKey() {
        if (serviceKey == null) {
            throw new SettingsRefused("no service key: set waypost.auth.service-key, the same for every service");
        }
        return serviceKey;
    }
}
