package dev.waypost.config.credential;

import dev.waypost.platform.boot.StartCheck;
import dev.waypost.platform.crypto.SealBroken;
import dev.waypost.platform.crypto.Vault;
import dev.waypost.platform.settings.SettingsRefused;
import jakarta.inject.Singleton;

/// Refuses to start under a master key that does not open what is stored.
@Singleton
final class MasterKeyCheck implements StartCheck {
    private static final String OWNER = "config:";
    private static final String FIELD = "canary";

    private final CanaryStore store;
    private final Vault vault;

    MasterKeyCheck(CanaryStore store, Vault vault) {
        this.store = store;
        this.vault = vault;
    }

    @Override
    public void check() {
        String sealed = store.keep(vault.seal("waypost", OWNER, FIELD));
        try {
            vault.open(sealed, OWNER, FIELD);
        } catch (SealBroken e) {
            throw new SettingsRefused("the master key is not the one that sealed this database's secrets"
                    + " (expected: waypost.crypto.key or waypost.crypto.key-file as at the first start)");
        }
    }
}
