package dev.waypost.config.transfer;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The first line of a file.
///
/// @param waypost always `export`
/// @param version of the format; a reader refuses a newer one than it knows
/// @param secrets how they are locked; absent when they were left out
@JsonInclude(JsonInclude.Include.NON_NULL)
record FileHeader(
        String waypost,
        int version,
        String created,
        @Nullable Locks secrets) {
    static final String WORD = "export";
    static final int VERSION = 1;
    private static final String CHECK = "waypost";
    private static final String CHECK_FIELD = "header/check";

    /// How the file's secrets are locked.
    ///
    /// @param check a known text, locked: tells a wrong passphrase before anything is read
    record Locks(String derivation, int iterations, String salt, String check) {
        static Locks make(Passphrase key, byte[] salt) {
            return new Locks(
                    Passphrase.DERIVATION,
                    Passphrase.ITERATIONS,
                    Base64.getEncoder().encodeToString(salt),
                    key.seal(CHECK, CHECK_FIELD));
        }

        boolean isKnown() {
            return derivation.equals(Passphrase.DERIVATION)
                    && iterations >= Passphrase.ITERATIONS
                    && iterations <= Passphrase.MOST_ITERATIONS;
        }

        /// Empty when the passphrase is another.
        Optional<Passphrase> open(String passphrase) {
            Passphrase key = Passphrase.of(passphrase, Base64.getDecoder().decode(salt), iterations);
            return key.open(check, CHECK_FIELD).filter(CHECK::equals).map(text -> key);
        }
    }
}
