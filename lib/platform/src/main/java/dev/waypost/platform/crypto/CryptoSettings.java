package dev.waypost.platform.crypto;

import dev.waypost.platform.settings.Doc;
import dev.waypost.platform.settings.Secret;
import io.micronaut.context.annotation.ConfigurationProperties;
import org.jspecify.annotations.Nullable;

/// Where the key comes from that protects every other secret.
@ConfigurationProperties("waypost.crypto")
public record CryptoSettings(
        @Doc("The master keyset, as base64 of Tink's JSON; give this or key-file.") @Nullable
        Secret key,

        @Doc("A file that holds the master keyset, readable by this process only; give this or key.") @Nullable
        String keyFile) {}
