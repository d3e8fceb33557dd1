package dev.waypost.simulator.control;

import dev.waypost.simulator.http.HttpAnswer;
import dev.waypost.simulator.http.Json;

/// What the simulator does not speak of a provider: said openly instead of pretending.
public final class FaceNotSpoken extends RuntimeException {
    private static final long serialVersionUID = 1;

    FaceNotSpoken(String provider) {
        super(line(provider));
    }

    HttpAnswer answer() {
        return HttpAnswer.error(501, String.valueOf(getMessage()));
    }

    /// What any request to such a face gets.
    public static HttpAnswer answer(String provider) {
        return HttpAnswer.json(501, Json.object().put("error", line(provider)).put("provider", provider));
    }

    private static String line(String provider) {
        return "provider: " + provider + " carries no messages in this simulator yet (expected: META)";
    }
}
