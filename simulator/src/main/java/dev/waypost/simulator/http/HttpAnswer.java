package dev.waypost.simulator.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// What a handler wants the caller to see.
public sealed interface HttpAnswer {

    /// A whole HTTP answer.
    record Sent(int status, Map<String, String> headers, byte[] body) implements HttpAnswer {

        /// The same answer with one more header.
        public Sent with(String name, String value) {
            Map<String, String> more = new LinkedHashMap<>(headers);
            more.put(name, value);
            return new Sent(status, more, body);
        }
    }

    /// An answer after which the connection is closed, without a word, once it was idle for so long.
    record Brief(Sent answer, int idleMillis) implements HttpAnswer {}

    /// The connection is torn down with a TCP reset, without an answer.
    record Reset() implements HttpAnswer {}

    /// Nothing is ever answered; the connection stays open until the caller gives up.
    record Hang() implements HttpAnswer {}

    static Sent json(int status, JsonNode body) {
        return of(status, "application/json; charset=UTF-8", Json.bytes(body));
    }

    static Sent html(int status, String body) {
        return of(status, "text/html; charset=utf-8", body.getBytes(StandardCharsets.UTF_8));
    }

    static Sent of(int status, String contentType, byte[] body) {
        return new Sent(status, Map.of("Content-Type", contentType), body);
    }

    /// A refusal of the simulator itself (not of a provider): `{"error": line}`.
    static Sent error(int status, String line) {
        return json(status, Json.object().put("error", line));
    }

    /// 405, naming what would be right.
    static Sent methodNotAllowed(HttpRequest request, String allowed) {
        return error(405, "method: \"" + request.method() + "\" (expected: " + allowed + " for " + request.path() + ")")
                .with("Allow", allowed);
    }
}
