package dev.waypost.console.api;

import static dev.waypost.console.api.Parts.mapping;

import dev.waypost.console.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/// One call as a line for a shell.
final class Curl {
    private Curl() {}

    static String of(String method, String path, Map<String, Object> operation) {
        StringBuilder call = new StringBuilder("curl ");
        if (!method.equals("get")) {
            call.append("-X ").append(method.toUpperCase(Locale.ROOT)).append(' ');
        }
        call.append("http://localhost:8080").append(path.replace("{", "$").replace("}", ""));
        if (!operation.containsKey("security")) {
            call.append(" \\\n  -H \"Authorization: Bearer $WAYPOST_KEY\"");
        }
        if (operation.containsKey("requestBody")) {
            body(mapping(mapping(operation.get("requestBody")).get("content")), call);
        }
        return call.toString();
    }

    private static void body(Map<String, Object> content, StringBuilder call) {
        String type = content.keySet().iterator().next();
        Map<String, Object> media = mapping(content.get(type));
        if (media.containsKey("example")) {
            call.append(" \\\n  -H \"Content-Type: ").append(type).append("\" \\\n  -d '");
            call.append(new String(Json.bytes(media.get("example")), StandardCharsets.UTF_8))
                    .append('\'');
        } else if (!type.equals("application/json")) {
            call.append(" \\\n  -H \"Content-Type: ").append(type).append("\" \\\n  --data-binary @file");
        }
    }
}
