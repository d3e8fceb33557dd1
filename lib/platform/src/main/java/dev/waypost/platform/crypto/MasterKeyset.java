package dev.waypost.platform.crypto;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeyStatus;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// The master keys: one seals, all of them open.
///
/// It is written as base64 of Tink's JSON, in clear or wrapped by a KMS. It never shows itself.
public final class MasterKeyset {
    private static final byte[] NOT_BOUND = {};

    static {
        try {
            AeadConfig.register();
        } catch (GeneralSecurityException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /// What may be shown of a key.
    public record Shown(String id, boolean primary) {}

    private final KeysetHandle handle;

    private MasterKeyset(KeysetHandle handle) {
        this.handle = handle;
    }

    /// A new keyset of one key.
    public static MasterKeyset fresh() {
        return built(() -> KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM));
    }

    /// @throws IllegalArgumentException when the text is no keyset of ours in clear
    public static MasterKeyset parse(String encoded) {
        return read(encoded, json -> TinkJsonProtoKeysetFormat.parseKeyset(json, InsecureSecretKeyAccess.get()));
    }

    /// @throws IllegalArgumentException when the text is no keyset of ours that this KMS key unwraps
    public static MasterKeyset unwrap(String encoded, Aead kms) {
        return read(encoded, json -> TinkJsonProtoKeysetFormat.parseEncryptedKeyset(json, kms, NOT_BOUND));
    }

    /// Whether the text is a keyset that a KMS has wrapped.
    public static boolean isWrapped(String encoded) {
        try {
            return json(encoded).contains("\"encryptedKeyset\"");
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    public String encoded() {
        return encode(() -> TinkJsonProtoKeysetFormat.serializeKeyset(handle, InsecureSecretKeyAccess.get()));
    }

    public String wrapped(Aead kms) {
        return encode(() -> TinkJsonProtoKeysetFormat.serializeEncryptedKeyset(handle, kms, NOT_BOUND));
    }

    public List<Shown> keys() {
        var keys = new ArrayList<Shown>();
        for (int i = 0; i < handle.size(); i++) {
            KeysetHandle.Entry entry = handle.getAt(i);
            if (entry.getStatus() == KeyStatus.ENABLED) {
                keys.add(new Shown(HexFormat.of().toHexDigits(entry.getId()), entry.isPrimary()));
            }
        }
        return keys;
    }

    /// The key that seals.
    public String primary() {
        return HexFormat.of().toHexDigits(handle.getPrimary().getId());
    }

    public Set<String> ids() {
        return keys().stream().map(Shown::id).collect(Collectors.toUnmodifiableSet());
    }

    /// With one more key, which opens and does not seal yet.
    public MasterKeyset added() {
        return changed(builder ->
                builder.addEntry(KeysetHandle.generateEntryFromParameters(PredefinedAeadParameters.AES256_GCM)
                        .withRandomId()));
    }

    /// With that key as the one that seals.
    ///
    /// @throws IllegalArgumentException when there is no such key
    public MasterKeyset promoted(String id) {
        int index = indexOf(id);
        return changed(builder -> {
            builder.getAt(index).makePrimary();
            return builder;
        });
    }

    /// Without that key.
    ///
    /// @throws IllegalArgumentException when there is no such key, or it is the one that seals
    public MasterKeyset dropped(String id) {
        if (id.equals(primary())) {
            throw new IllegalArgumentException("key " + id + " is the one that seals: promote another first");
        }
        int index = indexOf(id);
        return changed(builder -> builder.deleteAt(index));
    }

    Aead aead() throws GeneralSecurityException {
        return handle.getPrimitive(RegistryConfiguration.get(), Aead.class);
    }

    private int indexOf(String id) {
        for (int i = 0; i < handle.size(); i++) {
            if (HexFormat.of().toHexDigits(handle.getAt(i).getId()).equals(id)) {
                return i;
            }
        }
        throw new IllegalArgumentException("there is no key " + id + " in the keyset");
    }

    private MasterKeyset changed(UnaryOperator<KeysetHandle.Builder> change) {
        return built(() -> change.apply(KeysetHandle.newBuilder(handle)).build());
    }

    private interface Reader {
        KeysetHandle read(String json) throws GeneralSecurityException;
    }

    private interface Maker<T> {
        T make() throws GeneralSecurityException;
    }

    private static MasterKeyset read(String encoded, Reader reader) {
        try {
            KeysetHandle handle = reader.read(json(encoded));
            handle.getPrimitive(RegistryConfiguration.get(), Aead.class);
            for (int i = 0; i < handle.size(); i++) {
                // Without its id in front of what it seals, nobody could tell what still needs the key.
                if (!handle.getAt(i).getKey().getParameters().hasIdRequirement()) {
                    throw new IllegalArgumentException("a key without an id prefix");
                }
            }
            return new MasterKeyset(handle);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("no keyset", e);
        }
    }

    private static MasterKeyset built(Maker<KeysetHandle> maker) {
        try {
            return new MasterKeyset(maker.make());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no keyset could be made", e);
        }
    }

    private static String encode(Maker<String> json) {
        try {
            return Base64.getEncoder().encodeToString(json.make().getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the keyset could not be written: " + e.getMessage(), e);
        }
    }

    private static String json(String encoded) {
        return new String(Base64.getMimeDecoder().decode(encoded), StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "MasterKeyset" + keys();
    }
}
