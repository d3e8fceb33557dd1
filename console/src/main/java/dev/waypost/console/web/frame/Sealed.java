package dev.waypost.console.web.frame;

import dev.waypost.platform.crypto.SealBroken;
import dev.waypost.platform.crypto.Vault;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;

/// Texts that stand in an address without being read there: what a history, a log or a proxy keeps of it says nothing.
@Singleton
public final class Sealed {
    private static final String FIELD = "console.address.";
    private static final int LONGEST = 2_000;

    private final Vault vault;
    private final InstantSource clock;

    Sealed(Vault vault, InstantSource clock) {
        this.vault = vault;
        this.clock = clock;
    }

    /// @param use what it is for: sealed for one use, it opens for no other
    public String seal(String text, String use) {
        byte[] sealed =
                Base64.getDecoder().decode(vault.seal(text, "", FIELD + use).substring(Vault.MARK.length()));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
    }

    /// One that opens for a while only.
    public String seal(String text, String use, Duration length) {
        return seal(clock.instant().plus(length).toEpochMilli() + "\n" + text, use);
    }

    /// The text; empty for what was not sealed here for this use.
    public Optional<String> open(String sealed, String use) {
        if (sealed.isEmpty() || sealed.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(sealed);
            return Optional.of(vault.open(Vault.MARK + Base64.getEncoder().encodeToString(bytes), "", FIELD + use));
        } catch (IllegalArgumentException | SealBroken e) {
            return Optional.empty();
        }
    }

    /// The text of one that opens for a while only.
    public Optional<String> openInTime(String sealed, String use) {
        return open(sealed, use)
                .map(text -> text.split("\n", 2))
                .filter(parts -> clock.instant().isBefore(Instant.ofEpochMilli(Long.parseLong(parts[0]))))
                .map(parts -> parts[1]);
    }
}
