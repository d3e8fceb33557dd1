package dev.waypost.simulator.backend;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waypost.simulator.http.HttpRequest;
import dev.waypost.simulator.http.Json;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// One request that a backend got, byte for byte.
///
/// @param outcome what the backend did: a status, `hang` or `reset`
public record Received(long number, String backend, HttpRequest request, Instant time, String outcome) {

    long weight() {
        return 512L + request.body().length;
    }

    ObjectNode show() {
        ObjectNode headers = Json.object();
        for (HttpRequest.Header header : request.headers()) {
            String before = headers.path(header.name()).asText("");
            headers.put(header.name(), before.isEmpty() ? header.value() : before + ", " + header.value());
        }
        ObjectNode shown = Json.object()
                .put("number", number)
                .put("time", time.toString())
                .put("method", request.method())
                .put("path", request.path())
                .put("query", request.query())
                .put("outcome", outcome);
        shown.set("headers", headers);
        return shown.put("body", text(request.body()))
                .put("bodyBase64", Base64.getEncoder().encodeToString(request.body()));
    }

    /// The text of the bytes, or null when they are not UTF-8.
    private static @Nullable String text(byte[] body) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
