package dev.waypost.config.transfer;

import org.jspecify.annotations.Nullable;

/// One endpoint of an older system, as far as it could be read.
///
/// @param isPrimary null when the row does not say
/// @param priority null when the row does not say
/// @param problem what is wrong with it; empty for nothing
record OldRow(
        long position,
        String tenantId,
        String endpointId,
        String name,
        String provider,
        String apiUrl,
        String apiKey,
        String apiVersion,
        String webhookUrl,
        String webhookSecret,
        String phoneNumberId,
        String wabaId,
        String appId,
        String session,
        @Nullable Boolean isPrimary,
        @Nullable Integer priority,
        boolean isActive,
        String problem) {
    boolean sound() {
        return problem.isEmpty();
    }

    /// What it was, without secrets.
    String shown() {
        return "endpoint " + (endpointId.isEmpty() ? "without id" : endpointId) + ", "
                + (provider.isEmpty() ? "no provider" : provider) + ", " + apiUrl
                + (phoneNumberId.isEmpty() ? "" : ", number " + phoneNumberId)
                + (session.isEmpty() ? "" : ", session " + session) + (isActive ? "" : ", not active");
    }
}
