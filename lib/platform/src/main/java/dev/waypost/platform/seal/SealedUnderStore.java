package dev.waypost.platform.seal;

import dev.waypost.platform.boot.StartCheck;
import dev.waypost.platform.crypto.Vault;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.settings.SettingsRefused;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/// Remembers under which master keys texts and files are sealed, so that none is given up too early.
@Singleton
@Requires(beans = SealedDays.class)
public class SealedUnderStore implements StartCheck {
    private final Db db;
    private final Vault vault;
    private final SealedDays kept;
    private final InstantSource clock;
    private final Map<String, LocalDate> noted = new ConcurrentHashMap<>();

    SealedUnderStore(Db db, Vault vault, SealedDays kept, InstantSource clock) {
        this.db = db;
        this.vault = vault;
        this.kept = kept;
        this.clock = clock;
    }

    /// Whether the key was noted here today: then [#used] has nothing to do.
    public boolean isNoted(String masterKey) {
        return today().equals(noted.get(masterKey));
    }

    /// Costs a statement once a day and key. Written before the first text is.
    public void used(String masterKey) {
        if (isNoted(masterKey)) {
            return;
        }
        LocalDate today = today();
        // A text of just before midnight may be written after it.
        db.statement(sql -> sql.update(
                "INSERT INTO sealed_under (master_key, last_day) VALUES (?, ?::date) ON CONFLICT (master_key) DO UPDATE"
                        + " SET last_day = greatest(sealed_under.last_day, excluded.last_day)",
                masterKey,
                today.plusDays(1).toString()));
        noted.put(masterKey, today);
    }

    @Override
    public void check() {
        Set<String> held = vault.masterKeys();
        LocalDate first = today().minusDays(kept.days());
        List<String> needed = db.read(sql -> sql.list(
                "SELECT master_key FROM sealed_under WHERE last_day >= ?::date",
                row -> row.string("master_key"),
                first.toString()));
        var lacking = new TreeSet<>(needed);
        lacking.removeAll(held);
        if (!lacking.isEmpty()) {
            throw new SettingsRefused("the master keyset lacks " + String.join(", ", lacking)
                    + ", under which texts of messages are sealed (expected: the key stays as long as messages of its"
                    + " days are kept)");
        }
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }
}
