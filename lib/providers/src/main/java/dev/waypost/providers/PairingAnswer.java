package dev.waypost.providers;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What a person has to scan or type.
public sealed interface PairingAnswer {

    /// A QR code.
    ///
    /// @param png the picture
    /// @param raw what it says; null when the gateway gives only the picture
    /// @param text the code drawn with characters, for terminals; null when the picture is no plain QR code
    /// @param lives how long it works, at least
    record Qr(byte[] png, @Nullable String raw, @Nullable String text, Duration lives) implements PairingAnswer {

        /// Whoever scans the code owns the account.
        @Override
        public String toString() {
            return "Qr[" + png.length + " bytes]";
        }
    }

    /// A code to type.
    record Code(String code, Duration lives) implements PairingAnswer {

        /// Whoever types the code owns the account.
        @Override
        public String toString() {
            return "Code[set]";
        }
    }

    /// Nothing is to be done: the session stands elsewhere.
    record NotNow(SessionState state, @Nullable String cause) implements PairingAnswer {}

    /// The gateway could not be asked, or refused.
    record Failed(CauseKind kind, String cause) implements PairingAnswer {}
}
