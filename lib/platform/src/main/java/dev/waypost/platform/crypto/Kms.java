package dev.waypost.platform.crypto;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KmsClient;
import dev.waypost.platform.settings.SettingsRefused;
import java.security.GeneralSecurityException;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/// Keys that live in a key management service, found by their address.
///
/// Whoever speaks for a scheme is a [KmsClient] on the class path, registered as Tink's own clients are: `hcvault` is
/// ours; adding Tink's jar for AWS or Google Cloud adds `aws-kms` or `gcp-kms`.
public final class Kms {
    private Kms() {}

    /// @param credentials a file for the client to read; null leaves it to the client
    /// @throws SettingsRefused when nobody speaks for the scheme, or the client refuses the address
    public static Aead key(String uri, @Nullable String credentials) {
        for (KmsClient client : ServiceLoader.load(KmsClient.class)) {
            if (client.doesSupport(uri)) {
                try {
                    KmsClient ready = credentials == null || credentials.isBlank()
                            ? client.withDefaultCredentials()
                            : client.withCredentials(credentials);
                    return ready.getAead(uri);
                } catch (GeneralSecurityException | IllegalArgumentException e) {
                    throw new SettingsRefused(
                            "waypost.crypto.kms-uri cannot be used: value: " + uri + " (" + e.getMessage() + ")");
                }
            }
        }
        throw new SettingsRefused(
                "waypost.crypto.kms-uri: value: " + uri + " (expected: hcvault://host:port/mount/keys/"
                        + "name, or a scheme whose Tink client is on the class path)");
    }

    /// Why a keyset was not unwrapped, in one line: the deepest cause is what the KMS said.
    static String refusal(String uri, Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return "the master keyset is not unwrapped by " + uri + ": " + cause.getMessage()
                + " (expected: the key that wrapped it, and leave to decrypt with it)";
    }
}
