package dev.waypost.platform.crypto;

import dev.waypost.platform.settings.SettingsRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Reads the master keyset from the one place that the settings name.
final class MasterKeys {
    /// Empty texts are what is not set.
    private final String key;

    private final String file;
    private final String kmsUri;
    private final @Nullable String kmsCredentials;

    MasterKeys(CryptoSettings settings) {
        this.key = settings.key() == null ? "" : settings.key().reveal().strip();
        this.file = text(settings.keyFile());
        this.kmsUri = text(settings.kmsUri());
        this.kmsCredentials = settings.kmsCredentials();
        if (!key.isEmpty() && !file.isEmpty()) {
            throw new SettingsRefused("two master keys: both waypost.crypto.key and waypost.crypto.key-file are set"
                    + " (expected: one of them)");
        }
    }

    /// Whether the place may hold another keyset later.
    boolean mayChange() {
        return !file.isEmpty();
    }

    MasterKeyset read() {
        String source = file.isEmpty() ? "waypost.crypto.key" : "waypost.crypto.key-file";
        String encoded = encoded();
        boolean wrapped = MasterKeyset.isWrapped(encoded);
        if (kmsUri.isEmpty()) {
            if (wrapped) {
                throw new SettingsRefused(
                        source + " is wrapped by a KMS (expected: waypost.crypto.kms-uri says by which key)");
            }
            return parsed(source, encoded);
        }
        if (!wrapped) {
            throw new SettingsRefused(source + " is not wrapped, but waypost.crypto.kms-uri is set"
                    + " (expected: a keyset made with ./waypost keys new --kms-uri)");
        }
        try {
            return MasterKeyset.unwrap(encoded, Kms.key(kmsUri, kmsCredentials));
        } catch (IllegalArgumentException e) {
            throw new SettingsRefused(Kms.refusal(kmsUri, e));
        }
    }

    private static MasterKeyset parsed(String source, String encoded) {
        try {
            return MasterKeyset.parse(encoded);
        } catch (IllegalArgumentException e) {
            throw new SettingsRefused(source + " is no master keyset (expected: what ./waypost keys new makes)");
        }
    }

    private String encoded() {
        if (!key.isEmpty()) {
            return key;
        }
        if (file.isEmpty()) {
            throw new SettingsRefused("no master key: set waypost.crypto.key or waypost.crypto.key-file"
                    + (kmsUri.isEmpty() ? "" : " to the keyset that waypost.crypto.kms-uri has wrapped"));
        }
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException e) {
            throw new SettingsRefused("waypost.crypto.key-file cannot be read: value: " + file
                    + " (expected: a file this user may read)");
        }
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value.strip();
    }
}
