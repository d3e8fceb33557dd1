package dev.waypost.platform.crypto;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.aead.KmsEnvelopeAead;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import dev.waypost.platform.settings.SettingsRefused;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Seals secrets at rest: a fresh data key per value, wrapped by the newest master key.
///
/// The tenant and the field are bound to the ciphertext: a value copied to another row or column does not open.
@Singleton
public class Vault {
    /// What every sealed value begins with.
    public static final String MARK = "v1:";

    /// After the mark: the length of the wrapped data key in four bytes, Tink's kind of prefix in one, the id of the
    /// master key in four. Nine bytes are twelve letters of base64, so that SQL can read the id, too.
    private static final int HEAD_LETTERS = 12;

    private static final int HEAD_BYTES = 9;
    private static final int ID_AT = 5;
    private static final long RELOAD_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final Logger LOG = LoggerFactory.getLogger(Vault.class);

    private record Opened(MasterKeyset keyset, Aead aead) {}

    private final MasterKeys source;
    private volatile Opened opened;
    private volatile long reloadNotBefore = System.nanoTime();

    public Vault(CryptoSettings settings) {
        this.source = new MasterKeys(settings);
        this.opened = open(source.read());
    }

    public String seal(String plaintext, String tenantId, String field) {
        try {
            byte[] sealed = opened.aead().encrypt(plaintext.getBytes(StandardCharsets.UTF_8), boundTo(tenantId, field));
            return MARK + Base64.getEncoder().encodeToString(sealed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("sealing failed", e);
        }
    }

    /// The same for bytes. Whoever stores them says beside them that they are sealed.
    public byte[] seal(byte[] plain, String tenantId, String field) {
        try {
            return opened.aead().encrypt(plain, boundTo(tenantId, field));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("sealing failed", e);
        }
    }

    public byte[] open(byte[] sealed, String tenantId, String field) {
        byte[] bound = boundTo(tenantId, field);
        try {
            return opened.aead().decrypt(sealed, bound);
        } catch (GeneralSecurityException e) {
            // Another process may seal under a key already that this one has not read yet.
            reload();
            try {
                return opened.aead().decrypt(sealed, bound);
            } catch (GeneralSecurityException still) {
                throw new SealBroken(tenantId, field, still);
            }
        }
    }

    public String open(String sealed, String tenantId, String field) {
        if (!sealed.startsWith(MARK)) {
            throw new SealBroken(tenantId, field, null);
        }
        if (!masterKeys().contains(keyOf(sealed))) {
            // Another process may seal under a key already that this one has not read yet.
            reload();
        }
        try {
            byte[] envelope = Base64.getDecoder().decode(sealed.substring(MARK.length()));
            return new String(opened.aead().decrypt(envelope, boundTo(tenantId, field)), StandardCharsets.UTF_8);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new SealBroken(tenantId, field, e);
        }
    }

    /// The same secret for the same tenant and field, sealed under the newest master key.
    public String reseal(String sealed, String tenantId, String field) {
        return seal(open(sealed, tenantId, field), tenantId, field);
    }

    /// The id of the master key that a value is sealed under; empty when it is no sealed value.
    public static String keyOf(String sealed) {
        if (!sealed.startsWith(MARK) || sealed.length() < MARK.length() + HEAD_LETTERS) {
            return "";
        }
        try {
            byte[] head = Base64.getDecoder().decode(sealed.substring(MARK.length(), MARK.length() + HEAD_LETTERS));
            return HexFormat.of().formatHex(head, ID_AT, head.length);
        } catch (IllegalArgumentException notBase64) {
            return "";
        }
    }

    /// The id of the master key that sealed bytes are under.
    public static String keyOf(byte[] sealed) {
        return HexFormat.of().formatHex(sealed, ID_AT, HEAD_BYTES);
    }

    /// The id of the master key that seals.
    public String primaryKey() {
        return opened.keyset().primary();
    }

    /// The ids of the master keys that open.
    public Set<String> masterKeys() {
        return opened.keyset().ids();
    }

    /// Reads the keyset again where it may have changed. Keys are only ever gained that way: whether one may be
    /// dropped is asked at a start.
    public synchronized void reload() {
        if (!source.mayChange() || System.nanoTime() - reloadNotBefore < 0) {
            return;
        }
        reloadNotBefore = System.nanoTime() + RELOAD_NANOS;
        try {
            MasterKeyset read = source.read();
            if (read.keys().equals(opened.keyset().keys())) {
                return;
            }
            if (!read.ids().containsAll(masterKeys())) {
                LOG.atWarn().log("keyset.lacks_a_key_in_use; it is taken at the next start");
                return;
            }
            opened = open(read);
            LOG.atInfo()
                    .addKeyValue("primary", read.primary())
                    .addKeyValue("keys", read.keys().size())
                    .log("keyset.reloaded");
        } catch (SettingsRefused e) {
            LOG.atWarn().addKeyValue("problem", e.getMessage()).log("keyset.unreadable");
        }
    }

    /// A new master keyset, as `waypost.crypto.key` takes it.
    public static String newKeyset() {
        return MasterKeyset.fresh().encoded();
    }

    private static Opened open(MasterKeyset keyset) {
        try {
            return new Opened(keyset, KmsEnvelopeAead.create(PredefinedAeadParameters.AES256_GCM, keyset.aead()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Tink knows AES256_GCM", e);
        }
    }

    private static byte[] boundTo(String tenantId, String field) {
        return (tenantId.length() + ":" + tenantId + ":" + field).getBytes(StandardCharsets.UTF_8);
    }
}
