package dev.waypost.config.credential;

import dev.waypost.platform.crypto.Signatures;
import dev.waypost.platform.crypto.Vault;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.settings.Secret;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// Replaces and withdraws secrets, whoever they belong to.
@Singleton
public final class Credentials {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SECRET_BYTES = 32;
    private static final Duration LONGEST_OVERLAP = Duration.ofDays(30);

    private final Vault vault;
    private final InstantSource clock;

    Credentials(Vault vault, InstantSource clock) {
        this.vault = vault;
        this.clock = clock;
    }

    /// Says everything that is wrong with what is asked, before anything is changed.
    public static void check(Rotation wanted) {
        Fault violations = Fault.of(Reason.FIELD_INVALID);
        SecretKind kind = wanted.kind();
        if (wanted.secret().isEmpty() && !kind.isMadeHere()) {
            violations.violation("secret", "value: empty (expected: the new secret; " + kind + " is not made here)");
        }
        if (wanted.secret().length() > kind.longest()) {
            violations.violation(
                    "secret",
                    "value: " + wanted.secret().length() + " characters (expected: at most " + kind.longest() + ")");
        }
        Duration overlap = wanted.overlap() == null ? kind.defaultOverlap() : wanted.overlap();
        if (overlap.isNegative() || overlap.compareTo(LONGEST_OVERLAP) > 0) {
            violations.violation("overlap", "value: " + overlap + " (expected: 0 to " + LONGEST_OVERLAP + ")");
        } else if (!kind.mayOverlap() && !overlap.isZero()) {
            violations.violation(
                    "overlap", "value: " + overlap + " (expected: none for " + kind + ": only one key can be sent)");
        }
        if (violations.hasViolations()) {
            throw violations;
        }
    }

    /// The next version of the secret. The one before stays acceptable for the overlap, the one before that does not.
    ///
    /// @param owner and `field` what the sealed value is bound to
    public Rotated rotate(Rotation wanted, String owner, String field, @Nullable SealedSecret before) {
        check(wanted);
        boolean made = wanted.secret().isEmpty();
        String secret = made ? newSecret(wanted.kind()) : wanted.secret();
        if (before != null
                && before.sealed() != null
                && Signatures.equal(secret, vault.open(before.sealed(), owner, field))) {
            throw Fault.of(Reason.FIELD_INVALID).violation("secret", "value: the present one (expected: another)");
        }
        Duration overlap = wanted.overlap() == null ? wanted.kind().defaultOverlap() : wanted.overlap();
        SealedSecret next = SealedSecret.of(vault, secret, owner, field, before);
        return new Rotated(
                overlap.isZero() ? next : next.after(before, clock.instant().plus(overlap)), Secret.of(secret), made);
    }

    /// Ends the overlap; with `presentToo` nothing is accepted until a new secret is set.
    public SealedSecret revoke(SealedSecret before, boolean presentToo) {
        return presentToo ? before.withdrawn() : before.withoutPrevious();
    }

    /// A fresh secret of the kind, for where one is made at creation.
    public static String newSecret(SecretKind kind) {
        byte[] bytes = new byte[SECRET_BYTES];
        RANDOM.nextBytes(bytes);
        // The padded alphabet where a standard asks for it, else one that stands in a URL.
        return kind == SecretKind.SIGNING_SECRET
                ? kind.prefix() + Base64.getEncoder().encodeToString(bytes)
                : kind.prefix() + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
