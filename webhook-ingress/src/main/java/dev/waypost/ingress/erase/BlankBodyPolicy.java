package dev.waypost.ingress.erase;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.NumericNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Takes a user out of a webhook, and leaves other users' parts as they are.
///
/// The entry of a list that names the user loses every text in it, so entries keep their places. A webhook that names
/// the user outside of lists is about nobody else: it loses every text. What cannot be read goes whole.
final class BlankBodyPolicy {
    private static final JsonMapper JSON = new JsonMapper();
    private static final byte[] NOTHING = {};

    private BlankBodyPolicy() {}

    /// @param names as they stand in bodies, each long enough to stand for nothing else
    static byte[] without(byte[] body, List<String> names) {
        try {
            JsonNode root = JSON.readTree(body);
            if (root == null || !root.isContainerNode()) {
                return NOTHING;
            }
            boolean everywhere = seek(root, names);
            byte[] rest = JSON.writeValueAsBytes(everywhere ? blank(root) : root);
            return names.stream().anyMatch(new String(rest, java.nio.charset.StandardCharsets.UTF_8)::contains)
                    ? NOTHING
                    : rest;
        } catch (IOException unreadable) {
            return NOTHING;
        }
    }

    /// Blanks the entries of lists below that name the user; answers whether the rest does.
    private static boolean seek(JsonNode node, List<String> names) {
        boolean named = false;
        if (node instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> field : List.copyOf(object.properties())) {
                named |= names.stream().anyMatch(field.getKey()::contains) || seek(field.getValue(), names);
            }
        } else if (node instanceof ArrayNode list) {
            for (int at = 0; at < list.size(); at++) {
                JsonNode entry = list.get(at);
                if (seek(entry, names)) {
                    if (entry.isObject()) {
                        list.set(at, blank(entry));
                    } else {
                        named = true;
                    }
                }
            }
        } else {
            String text = node.asText();
            named = names.stream().anyMatch(text::contains);
        }
        return named;
    }

    private static JsonNode blank(JsonNode node) {
        return switch (node) {
            case ObjectNode object -> {
                List<String> fields = new ArrayList<>();
                object.fieldNames().forEachRemaining(fields::add);
                fields.forEach(name -> object.set(name, blank(object.get(name))));
                yield object;
            }
            case ArrayNode list -> {
                for (int at = 0; at < list.size(); at++) {
                    list.set(at, blank(list.get(at)));
                }
                yield list;
            }
            case TextNode _ -> TextNode.valueOf("");
            case NumericNode _ -> IntNode.valueOf(0);
            default -> node;
        };
    }
}
