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

    /// The token that is presented; empty when there is none, or several.
    static String token(Map<String, List<String>> query) {
        return single(query, "hub.verify_token");
    }

    /// The challenge to echo; empty refuses. No token of ours means that nobody can know it.
    static Optional<String> answer(Map<String, List<String>> query, List<Secret> verifyTokens) {
        String mode = single(query, "hub.mode");
        String presented = single(query, "hub.verify_token");
        String challenge = single(query, "hub.challenge");
        // Compared in every case, so that time does not tell an unknown endpoint from a wrong token.
        boolean known = Signatures.equal(presented, nth(verifyTokens, 0)) & !verifyTokens.isEmpty();
        boolean knownBefore = Signatures.equal(presented, nth(verifyTokens, 1)) & verifyTokens.size() > 1;
        boolean right = (known | knownBefore) && !presented.isEmpty();
        boolean sound = mode.equals("subscribe") && !challenge.isEmpty() && challenge.length() <= LONGEST_CHALLENGE;
        return right && sound ? Optional.of(challenge) : Optional.empty();
    }

    /// A rotation leaves at most two.
    private static String nth(List<Secret> tokens, int index) {
        return index < tokens.size() ? tokens.get(index).reveal() : "no token";
    }

    private static String single(Map<String, List<String>> query, String name) {
        List<String> values = query.getOrDefault(name, List.of());
        return values.size() == 1 ? values.getFirst() : "";
    }
}
