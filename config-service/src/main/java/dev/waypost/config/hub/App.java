package dev.waypost.config.hub;

import java.time.Instant;

/// A Meta app, as stored; of its secrets only whether they are there.
record App(
        String id,
        String businessAccountId,
        String name,
        boolean verifyTokenPresent,
        boolean appSecretPresent,
        long revision,
        Instant created,
        Instant updated) {}
