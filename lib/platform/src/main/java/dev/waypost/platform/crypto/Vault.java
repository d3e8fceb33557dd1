package dev.waypost.platform.crypto;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.KmsEnvelopeAead;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import dev.waypost.platform.settings.SettingsRefused;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;

/// Seals secrets at rest: a fresh data key per value, wrapped by the master keyset.
///
/// The tenant and the field are bound to the ciphertext: a value copied to another row or column does not open.
@Singleton
public class Vault {
    private static final String VERSION = "v1:";

    static {
        try {
            AeadConfig.register();
        } catch (GeneralSecurityException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Aead aead;

    public Vault(CryptoSettings settings) {
        this.aead = envelope(master(settings));
    }

    public String seal(String plaintext, String tenantId, String field) {
        try {
            byte[] sealed = aead.encrypt(plaintext.getBytes(StandardCharsets.UTF_8), boundTo(tenantId, field));
            return VERSION + Base64.getEncoder().encodeToString(sealed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("sealing failed", e);
        }
    }

    public String open(String sealed, String tenantId, String field) {
        if (!sealed.startsWith(VERSION)) {
            throw new SealBroken(tenantId, field, null);
        }
        try {
            byte[] envelope = Base64.getDecoder().decode(sealed.substring(VERSION.length()));
            return new String(aead.decrypt(envelope, boundTo(tenantId, field)), StandardCharsets.UTF_8);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new SealBroken(tenantId, field, e);
        }
    }

    /// A new master keyset, as `waypost.crypto.key` takes it.
    public static String newKeyset() {
        try {
            KeysetHandle handle = KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM);
            String json = TinkJsonProtoKeysetFormat.serializeKeyset(handle, InsecureSecretKeyAccess.get());
            return Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no keyset could be made", e);
        }
    }

    private static Aead envelope(Aead master) {
        try {
            return KmsEnvelopeAead.create(PredefinedAeadParameters.AES256_GCM, master);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Tink knows AES256_GCM", e);
        }
    }

    private static byte[] boundTo(String tenantId, String field) {
        return (tenantId.length() + ":" + tenantId + ":" + field).getBytes(StandardCharsets.UTF_8);
    }

    private static Aead master(CryptoSettings settings) {
        String source = settings.key() != null ? "waypost.crypto.key" : "waypost.crypto.key-file";
        try {
            String json = new String(Base64.getMimeDecoder().decode(encoded(settings)), StandardCharsets.UTF_8);
            return TinkJsonProtoKeysetFormat.parseKeyset(json, InsecureSecretKeyAccess.get())
                    .getPrimitive(RegistryConfiguration.get(), Aead.class);
        } catch (IOException e) {
            throw new SettingsRefused("waypost.crypto.key-file cannot be read: value: " + settings.keyFile()
                    + " (expected: a file this user may read)");
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new SettingsRefused(source + " is no master keyset (expected: base64 of a Tink AEAD keyset)");
        }
    }

    private static String encoded(CryptoSettings settings) throws IOException {
        if (settings.key() != null) {
            return settings.key().reveal();
        }
        if (settings.keyFile() != null) {
            return Files.readString(Path.of(settings.keyFile())).strip();
        }
        throw new SettingsRefused("no master key: set waypost.crypto.key or waypost.crypto.key-file");
    }
}
