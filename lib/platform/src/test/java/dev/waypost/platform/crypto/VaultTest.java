package dev.waypost.platform.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waypost.platform.settings.Secret;
import dev.waypost.platform.settings.SettingsRefused;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VaultTest {
    private final Vault vault = new Vault(settings(Vault.newKeyset(), null));

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
        var other = new Vault(settings(Vault.newKeyset(), null));

        assertThatThrownBy(() -> other.open(sealed, "salon", "api_key")).isInstanceOf(SealBroken.class);
    }

    @Test
    void a_key_that_is_none_is_refused_without_being_shown() {
        assertThatThrownBy(() -> new Vault(settings("c2VjcmV0", null)))
                .isInstanceOf(SettingsRefused.class)
                .hasMessageContaining("waypost.crypto.key is no master keyset")
                .hasMessageNotContaining("c2VjcmV0");
        assertThatThrownBy(() -> new Vault(settings(null, "/nowhere/key")))
                .isInstanceOf(SettingsRefused.class)
                .hasMessageContaining("/nowhere/key");
        assertThatThrownBy(() -> new Vault(settings(null, null)))
                .isInstanceOf(SettingsRefused.class)
                .hasMessageContaining("set waypost.crypto.key");
    }

    @Test
    void two_sources_are_one_too_many() {
        assertThatThrownBy(() -> new Vault(settings(Vault.newKeyset(), "/some/file")))
                .isInstanceOf(SettingsRefused.class)
                .hasMessageContaining("both waypost.crypto.key and waypost.crypto.key-file are set");
    }

    @Test
    void a_promoted_key_seals_and_the_old_one_still_opens() {
        MasterKeyset old = MasterKeyset.fresh();
        String sealed = new Vault(settings(old.encoded(), null)).seal("token", "salon", "api_key");
        MasterKeyset both = old.added();
        String added = both.keys().getLast().id();

        var next = new Vault(settings(both.promoted(added).encoded(), null));
        String again = next.reseal(sealed, "salon", "api_key");

        assertThat(Vault.keyOf(sealed)).isEqualTo(old.primary());
        assertThat(next.primaryKey()).isEqualTo(added);
        assertThat(next.open(sealed, "salon", "api_key")).isEqualTo("token");
        assertThat(Vault.keyOf(again)).isEqualTo(added);
        var without =
                new Vault(settings(both.promoted(added).dropped(old.primary()).encoded(), null));
        assertThat(without.open(again, "salon", "api_key")).isEqualTo("token");
        assertThatThrownBy(() -> without.open(sealed, "salon", "api_key")).isInstanceOf(SealBroken.class);
    }

    @Test
    void the_key_that_seals_is_not_dropped_and_an_unknown_one_is_named() {
        MasterKeyset keys = MasterKeyset.fresh();

        assertThatThrownBy(() -> keys.dropped(keys.primary())).hasMessageContaining("promote another first");
        assertThatThrownBy(() -> keys.promoted("00000000")).hasMessageContaining("no key 00000000");
        assertThat(keys.toString()).doesNotContain(keys.encoded());
    }

    @Test
    void a_key_that_another_process_seals_under_is_found_in_the_file_without_a_restart(@TempDir Path temp)
            throws Exception {
        MasterKeyset old = MasterKeyset.fresh();
        Path file = Files.writeString(temp.resolve("keys"), old.encoded());
        var reader = new Vault(settings(null, file.toString()));
        MasterKeyset both = old.added();
        Files.writeString(file, both.promoted(both.keys().getLast().id()).encoded());
        var writer = new Vault(settings(null, file.toString()));

        String sealed = writer.seal("token", "salon", "api_key");

        assertThat(reader.open(sealed, "salon", "api_key")).isEqualTo("token");
        assertThat(reader.primaryKey()).isEqualTo(writer.primaryKey());
    }

    @Test
    void a_key_is_never_dropped_while_serving(@TempDir Path temp) throws Exception {
        MasterKeyset both = MasterKeyset.fresh().added();
        Path file = Files.writeString(temp.resolve("keys"), both.encoded());
        var vault = new Vault(settings(null, file.toString()));
        Files.writeString(file, both.dropped(both.keys().getLast().id()).encoded());

        vault.reload();

        assertThat(vault.masterKeys()).isEqualTo(both.ids());
    }

    private static CryptoSettings settings(@Nullable String key, @Nullable String file) {
        return new CryptoSettings(key == null ? null : Secret.of(key), file, null, null);
    }
}
