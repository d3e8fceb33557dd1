package dev.waypost.platform.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waypost.platform.settings.Secret;
import dev.waypost.platform.settings.SettingsRefused;
import org.junit.jupiter.api.Test;

class VaultTest {
    private final Vault vault = new Vault(new CryptoSettings(Secret.of(Vault.newKeyset()), null));

    @Test
    void what_was_sealed_opens_for_the_same_tenant_and_field() {
        String sealed = vault.seal("token-äß", "salon", "api_key");

        assertThat(sealed).doesNotContain("token");
        assertThat(vault.open(sealed, "salon", "api_key")).isEqualTo("token-äß");
    }

    @Test
    void a_sealed_value_opens_nowhere_else() {
        String sealed = vault.seal("token", "salon", "api_key");

        assertThatThrownBy(() -> vault.open(sealed, "clinic", "api_key")).isInstanceOf(SealBroken.class);
        assertThatThrownBy(() -> vault.open(sealed, "salon", "webhook_secret")).isInstanceOf(SealBroken.class);
        assertThatThrownBy(() -> vault.open(sealed.replace('A', 'B'), "salon", "api_key"))
                .isInstanceOf(SealBroken.class);
    }

    @Test
    void another_master_key_opens_nothing() {
        String sealed = vault.seal("token", "salon", "api_key");
        var other = new Vault(new CryptoSettings(Secret.of(Vault.newKeyset()), null));

        assertThatThrownBy(() -> other.open(sealed, "salon", "api_key")).isInstanceOf(SealBroken.class);
    }

    @Test
    void a_key_that_is_none_is_refused_without_being_shown() {
        assertThatThrownBy(() -> new Vault(new CryptoSettings(Secret.of("c2VjcmV0"), null)))
                .isInstanceOf(SettingsRefused.class)
                .hasMessageContaining("waypost.crypto.key is no master keyset")
                .hasMessageNotContaining("c2VjcmV0");
        assertThatThrownBy(() -> new Vault(new CryptoSettings(null, "/nowhere/key")))
                .isInstanceOf(SettingsRefused.class)
                .hasMessageContaining("/nowhere/key");
        assertThatThrownBy(() -> new Vault(new CryptoSettings(null, null)))
                .isInstanceOf(SettingsRefused.class)
                .hasMessageContaining("set waypost.crypto.key");
    }
}
