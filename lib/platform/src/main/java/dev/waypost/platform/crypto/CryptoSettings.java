package dev.waypost.platform.crypto;

import dev.waypost.platform.settings.Doc;
import dev.waypost.platform.settings.Secret;
import io.micronaut.context.annotation.ConfigurationProperties;
import org.jspecify.annotations.Nullable;

/// Where the keys come from that protect every other secret.
@ConfigurationProperties("waypost.crypto")
public record CryptoSettings(
        @Doc("The master keyset, as `./waypost keys new` makes it; give this or key-file.") @Nullable
        Secret key,

        @Doc("A file that holds the master keyset, readable by this process only; give this or key."
                + " Keys that are added to it are found without a restart.")
        @Nullable
        String keyFile,

        @Doc("The KMS key that the keyset is wrapped with, like hcvault://vault:8200/transit/keys/waypost;"
                + " empty: it is not wrapped.")
        @Nullable
        String kmsUri,

        @Doc("A file with the credentials for the KMS; empty: what the KMS client finds by itself.") @Nullable
        String kmsCredentials) {}
