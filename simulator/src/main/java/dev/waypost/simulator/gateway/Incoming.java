package dev.waypost.simulator.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waypost.simulator.http.BadInput;
import dev.waypost.simulator.http.Digest;
import dev.waypost.simulator.http.HttpRequest;
import dev.waypost.simulator.http.Json;
import dev.waypost.simulator.http.Multipart;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A request to a gateway, taken apart.
///
/// @param path its segments behind the name of the face, decoded
/// @param body a JSON object, or a form as one; null when it is neither
record Incoming(
        HttpRequest request, List<String> path, @Nullable ObjectNode body) {
    private static final List<String> RECIPIENTS = List.of("chatId", "phone", "number");

    static Incoming of(HttpRequest request, String rest) {
        List<String> path = Arrays.stream(rest.split("/", -1))
                .map(part -> URLDecoder.decode(part, StandardCharsets.UTF_8))
                .toList();
        return new Incoming(request, path, body(request));
    }

    /// Whether the request is this: `*` stands for any one segment.
    boolean is(String method, String... segments) {
        if (!request.method().equals(method) || path.size() != segments.length) {
            return false;
        }
        for (int i = 0; i < segments.length; i++) {
            if (!segments[i].equals("*") && !segments[i].equals(path.get(i))) {
                return false;
            }
        }
        return true;
    }

    /// The body, or an empty object in its place.
    ObjectNode fields() {
        return body == null ? Json.object() : body;
    }

    /// Who is written to, as the caller wrote it; null when nobody is.
    @Nullable
    String recipient() {
        for (String name : RECIPIENTS) {
            JsonNode value = fields().path(name);
            if (value.isTextual()) {
                return value.textValue();
            }
        }
        return null;
    }

    private static @Nullable ObjectNode body(HttpRequest request) {
        if (request.header("Content-Type")
                .orElse("")
                .toLowerCase(java.util.Locale.ROOT)
                .startsWith("multipart/")) {
            ObjectNode form = Json.object();
            Multipart.parts(request).forEach((name, part) -> {
                if (part.filename().isEmpty()) {
                    form.put(name, part.text());
                } else {
                    form.putObject(name)
                            .put("filename", part.filename())
                            .put("contentType", part.contentType())
                            .put("size", part.bytes().length)
                            .put("sha256", Digest.hex(part.bytes()));
                }
            });
            return form;
        }
        if (request.body().length == 0) {
            return Json.object();
        }
        try {
            return Json.parseObject(request.body());
        } catch (BadInput e) {
            return null;
        }
    }
}
