package dev.waypost.config.hub;

import dev.waypost.config.credential.SealedSecret;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A Meta app, as stored.
record App(
        String id,
        String businessAccountId,
        String name,
        @Nullable SealedSecret verifyToken,
        @Nullable SealedSecret appSecret,
        long revision,
        Instant created,
        Instant updated) {}
