package dev.waypost.ingress.receive;

import java.util.Locale;

/// Why a webhook was not taken; for metrics and logs, never for the one who sent it.
enum Refusal {
    SIGNER_UNKNOWN,
    SECRET_MISSING,
    SIGNATURE_MISSING,
    SIGNATURE_WRONG,
    PROVIDER_UNKNOWN,
    ORIGIN_REFUSED;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
