package dev.waypost.config.hub;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// That a number's events go to a project.
record Mapping(
        String phoneNumberId,
        String projectId,
        int priority,
        @Nullable String tenantId,
        Instant created) {}
