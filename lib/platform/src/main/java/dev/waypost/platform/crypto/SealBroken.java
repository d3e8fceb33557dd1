package dev.waypost.platform.crypto;

import org.jspecify.annotations.Nullable;

/// A sealed value does not open: the key is another one, or the value was altered or moved.
public final class SealBroken extends RuntimeException {
    SealBroken(String tenantId, String field, @Nullable Throwable cause) {
        super("the sealed " + field + " of " + tenantId + " does not open with this master key", cause);
    }
}
