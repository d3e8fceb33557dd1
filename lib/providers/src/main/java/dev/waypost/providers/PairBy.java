package dev.waypost.providers;

/// How a person logs a session in.
public sealed interface PairBy {

    /// By scanning a QR code.
    record Qr() implements PairBy {}

    /// By typing a code.
    ///
    /// @param phoneNumber that will be logged in, in E.164 form
    record Code(String phoneNumber) implements PairBy {}
}
