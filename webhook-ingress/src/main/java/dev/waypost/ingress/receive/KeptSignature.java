package dev.waypost.ingress.receive;

import dev.waypost.providers.ProviderKind;
import dev.waypost.providers.WebhookFormat;
import org.jspecify.annotations.Nullable;

/// The provider's own signature, which goes along with the bytes under its own name.
public final class KeptSignature {
    private KeptSignature() {}

    /// Evolution's is no signature but a key to come in with, and stays here.
    public static @Nullable String of(ProviderKind kind, @Nullable String presented) {
        return switch (kind) {
            case META_CLOUD, GOWA -> presented;
            case WAHA -> WebhookFormat.of(kind).signature().header() + ": " + presented;
            case EVOLUTION -> null;
        };
    }
}
