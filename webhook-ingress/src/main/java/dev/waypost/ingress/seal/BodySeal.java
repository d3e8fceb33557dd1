package dev.waypost.ingress.seal;

import dev.waypost.ingress.away.SpoolSettings;
import dev.waypost.ingress.away.StoreTime;
import dev.waypost.platform.crypto.Vault;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.seal.SealedUnderStore;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/// Seals webhooks for those who want them so, and opens them again.
///
/// A sealed one tells itself apart by what it begins with. One that begins so as it was received is sealed whoever it
/// is of, so that nobody can write what is taken for a sealed one.
@Singleton
public class BodySeal {
    private static final byte[] MARK = {0, 'w', 'a', 'y', 'p', 'o', 's', 't', 0, 's', 'e', 'a', 'l', 'e', 'd', 1};
    private static final String FIELD = "body.bytes/";
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final Vault vault;
    private final SealedUnderStore keys;
    private final StoreTime time;
    private final boolean spooled;
    private volatile long notBefore = System.nanoTime();

    BodySeal(Vault vault, SealedUnderStore keys, StoreTime time, SpoolSettings spool) {
        this.vault = vault;
        this.keys = keys;
        this.time = time;
        this.spooled = !spool.folder().isEmpty();
    }

    /// What every sealed one begins with.
    public static byte[] mark() {
        return MARK.clone();
    }

    public static boolean isSealed(byte[] bytes) {
        return bytes.length > MARK.length
                && bytes[0] == MARK[0]
                && Arrays.equals(bytes, 0, MARK.length, MARK, 0, MARK.length);
    }

    /// The bytes as they are to be stored.
    ///
    /// @param id bound to them: they open under no other one
    public byte[] stored(boolean wanted, String tenantId, String id, byte[] received) {
        return wanted || isSealed(received) ? sealed(tenantId, id, received) : received;
    }

    public byte[] sealed(String tenantId, String id, byte[] clear) {
        try {
            byte[] envelope = vault.seal(clear, tenantId, FIELD + id);
            note(Vault.keyOf(envelope));
            byte[] sealed = Arrays.copyOf(MARK, MARK.length + envelope.length);
            System.arraycopy(envelope, 0, sealed, MARK.length, envelope.length);
            return sealed;
        } catch (Fault fault) {
            throw fault;
        } catch (RuntimeException e) {
            // Whoever sent it sends it again.
            throw Fault.of(Reason.STORE_UNAVAILABLE).because(e);
        }
    }

    /// The bytes as they were received, stored sealed or not.
    ///
    /// @throws dev.waypost.platform.crypto.SealBroken when they do not open
    public byte[] opened(String tenantId, String id, byte[] stored) {
        return isSealed(stored)
                ? vault.open(Arrays.copyOfRange(stored, MARK.length, stored.length), tenantId, FIELD + id)
                : stored;
    }

    /// For what was sealed while the store was away: the key that it needs is remembered before it is stored. One that
    /// is given up is not: there would be no start without it.
    public void noteKeyOf(byte[] stored) {
        keyOf(stored).filter(this::isConfigured).ifPresent(keys::used);
    }

    /// The master key without which these bytes do not open; empty when they are not sealed.
    public Optional<String> keyOf(byte[] stored) {
        return isSealed(stored)
                ? Optional.of(Vault.keyOf(Arrays.copyOfRange(stored, MARK.length, stored.length)))
                : Optional.empty();
    }

    /// Whether this process has the master key, or finds it now where it may have been added.
    public boolean isConfigured(String masterKey) {
        if (!vault.masterKeys().contains(masterKey)) {
            vault.reload();
        }
        return vault.masterKeys().contains(masterKey);
    }

    private void note(String masterKey) {
        if (keys.isNoted(masterKey) || System.nanoTime() - notBefore < 0) {
            return;
        }
        try {
            time.of(() -> {
                keys.used(masterKey);
                return true;
            });
        } catch (Fault away) {
            if (!spooled || away.reason() != Reason.STORE_UNAVAILABLE) {
                throw away;
            }
            // It goes to the spool, which remembers the key on its way out.
            notBefore = System.nanoTime() + PAUSE.toNanos();
        }
    }
}
