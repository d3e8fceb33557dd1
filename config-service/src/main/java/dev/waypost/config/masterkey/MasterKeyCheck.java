package dev.waypost.config.masterkey;

import dev.waypost.platform.boot.StartCheck;
import dev.waypost.platform.crypto.SealBroken;
import dev.waypost.platform.crypto.Vault;
import dev.waypost.platform.settings.SettingsRefused;
import jakarta.inject.Singleton;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Refuses to start under master keys that do not open all that is stored.
@Singleton
final class MasterKeyCheck implements StartCheck {
    private final CanaryStore canary;
    private final SealedStore sealed;
    private final Vault vault;

    MasterKeyCheck(CanaryStore canary, SealedStore sealed, Vault vault) {
        this.canary = canary;
        this.sealed = sealed;
        this.vault = vault;
    }

    @Override
    public void check() {
        String kept = canary.keep(vault.seal("waypost", SealedColumn.CANARY_OWNER, SealedColumn.CANARY_FIELD));
        Set<String> seen = sealed.masterKeys();
        Set<String> held = vault.masterKeys();
        // Counting reads every secret there is, so it is left out while no key is missing that was ever here.
        if (!held.containsAll(seen) || !held.contains(Vault.keyOf(kept))) {
            Map<String, Long> outside = sealed.countOutside(held);
            if (!outside.isEmpty()) {
                throw refusal(outside, Collections.disjoint(seen, held));
            }
        }
        try {
            vault.open(kept, SealedColumn.CANARY_OWNER, SealedColumn.CANARY_FIELD);
        } catch (SealBroken e) {
            throw new SettingsRefused("the master key does not open this database's canary"
                    + " (expected: the row in config.canary as it was written)");
        }
        sealed.seen(held, vault.primaryKey());
    }

    private static SettingsRefused refusal(Map<String, Long> outside, boolean allForeign) {
        long secrets = outside.values().stream().mapToLong(Long::longValue).sum();
        String lacking = String.join(", ", new TreeSet<>(outside.keySet()));
        return new SettingsRefused(
                allForeign
                        ? "the master key is not the one that sealed this database's secrets: " + secrets
                                + " are sealed under " + lacking
                                + " (expected: waypost.crypto.key or waypost.crypto.key-file as at the first start)"
                        : "the master keyset lacks " + lacking + ", under which " + secrets
                                + " secrets are still sealed"
                                + " (expected: the key stays until config-service logs secrets.rewrapped with left=0)");
    }
}
