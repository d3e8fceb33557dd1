package dev.waypost.ingress.receive;

import dev.waypost.platform.crypto.Signatures;
import dev.waypost.platform.settings.Secret;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Decides whether a subscription handshake is answered, and with what.
final class Handshake {
    private static final int LONGEST_CHALLENGE = 512;

    private Handshake() {}

    /// The challenge to echo; empty refuses. No token of ours means that nobody can know it.
    static Optional<String> answer(Map<String, List<String>> query, Optional<Secret> verifyToken) {
        String mode = single(query, "hub.mode");
        String presented = single(query, "hub.verify_token");
        String challenge = single(query, "hub.challenge");
        // Compared in every case, so that time does not tell an unknown endpoint from a wrong token.
        boolean known =
                Signatures.equal(presented, verifyToken.map(Secret::reveal).orElse("no token"));
        boolean right = known && verifyToken.isPresent() && !presented.isEmpty();
        boolean sound = mode.equals("subscribe") && !challenge.isEmpty() && challenge.length() <= LONGEST_CHALLENGE;
        return right && sound ? Optional.of(challenge) : Optional.empty();
    }

    private static String single(Map<String, List<String>> query, String name) {
        List<String> values = query.getOrDefault(name, List.of());
        return values.size() == 1 ? values.getFirst() : "";
    }
}
