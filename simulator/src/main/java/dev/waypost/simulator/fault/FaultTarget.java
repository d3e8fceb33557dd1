package dev.waypost.simulator.fault;

import org.jspecify.annotations.Nullable;

/// What a rule is held against: one request to a provider face or a backend.
public record FaultTarget(
        String method,
        String path,
        @Nullable String phoneNumberId,
        @Nullable String to,
        @Nullable String session,
        @Nullable String backend) {

    public static FaultTarget backend(String method, String path, String name) {
        return new FaultTarget(method, path, null, null, null, name);
    }

    public static FaultTarget gateway(String method, String path, @Nullable String session, @Nullable String to) {
        return new FaultTarget(method, path, null, to, session, null);
    }
}
