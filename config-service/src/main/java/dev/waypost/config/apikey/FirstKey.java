package dev.waypost.config.apikey;

import dev.waypost.config.change.Changeset;
import dev.waypost.config.change.Commits;
import dev.waypost.platform.auth.AuthSettings;
import dev.waypost.platform.auth.OidcSettings;
import dev.waypost.platform.auth.Role;
import dev.waypost.platform.boot.StartCheck;
import dev.waypost.platform.settings.SettingsRefused;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// Makes the first key at the first start of an installation into which nobody could get otherwise.
@Singleton
final class FirstKey implements StartCheck {
    private final AuthSettings auth;
    private final OidcSettings oidc;
    private final KeySettings settings;
    private final ApiKeyStore store;
    private final ApiKeys keys;
    private final Commits commits;

    FirstKey(
            AuthSettings auth,
            OidcSettings oidc,
            KeySettings settings,
            ApiKeyStore store,
            ApiKeys keys,
            Commits commits) {
        this.auth = auth;
        this.oidc = oidc;
        this.settings = settings;
        this.store = store;
        this.keys = keys;
        this.commits = commits;
    }

    @Override
    public void check() {
        if (auth.adminKey() == null && !oidc.isUsed()) {
            commits.background("config.first-start", "", this::makeFirst);
        }
    }

    private Boolean makeFirst(Changeset change) throws SQLException {
        // Two processes may start at once.
        store.lockAdminKeys(change.sql());
        if (!store.isEmpty(change.sql())) {
            return false;
        }
        // Handed over before the commit: a key that nobody has seen would lock everybody out.
        handOver(keys.make(change, "first key", Role.ADMIN, List.of(), Optional.empty())
                .text());
        return true;
    }

    private void handOver(String key) {
        if (settings.firstKeyFile() == null) {
            // Not through the log: what logs are shipped to must not learn it as a field of an event.
            System.out.println("The first key, of role ADMIN, shown only now: " + key);
            return;
        }
        Path file = Path.of(settings.firstKeyFile()).toAbsolutePath();
        try {
            var mine = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
            Path draft = Files.createTempFile(file.getParent(), ".first-key", "", mine);
            Files.writeString(draft, key + System.lineSeparator());
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
            System.out.println("The first key, of role ADMIN, is in " + file);
        } catch (IOException e) {
            throw new SettingsRefused("waypost.config.keys.first-key-file: value: " + file
                    + " (expected: a file that can be written; " + e.getClass().getSimpleName() + ")");
        }
    }
}
