package dev.waypost.send.erase;

import java.util.List;

/// Where what users wrote is kept.
interface ReceivedEvents {
    /// What one call erased.
    ///
    /// @param next where to go on; empty when nothing is left
    /// @param users every name of the user that is known there
    record Erased(long events, String next, List<String> users) {
        public Erased {
            users = List.copyOf(users);
        }
    }

    /// Erases a bounded part.
    ///
    /// @param from where the part before said to go on; empty for the first
    /// @throws io.grpc.StatusRuntimeException when nobody answers
    Erased erase(String tenantId, String requestId, List<String> users, String from);
}
