package dev.waypost.ingress.receive;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/// A webhook without what belongs to others: an app with several businesses gets their events in one body, and the
/// bytes
/// as received would show one business what users wrote to another.
final class OwnedBody {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private OwnedBody() {}

    static byte[] of(byte[] body, OwnershipPolicy ownership) {
        try {
            JsonNode tree = MAPPER.readTree(body);
            if (tree.path("entry") instanceof ArrayNode entries) {
                for (Iterator<JsonNode> each = entries.iterator(); each.hasNext(); ) {
                    JsonNode entry = each.next();
                    if (!keep(entry, ownership)) {
                        each.remove();
                    }
                }
            }
            return MAPPER.writeValueAsBytes(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a body with an owned event is JSON", e);
        } catch (IOException e) {
            throw new IllegalStateException("memory cannot fail to be read", e);
        }
    }

    private static boolean keep(JsonNode entry, OwnershipPolicy ownership) {
        @Nullable String waba = text(entry.path("id"));
        if (!(entry.path("changes") instanceof ArrayNode changes) || changes.isEmpty()) {
            return ownership.owns(null, waba);
        }
        for (Iterator<JsonNode> each = changes.iterator(); each.hasNext(); ) {
            JsonNode change = each.next();
            @Nullable String number = text(change.path("value").path("metadata").path("phone_number_id"));
            if (!ownership.owns(number, waba)) {
                each.remove();
            }
        }
        return !changes.isEmpty();
    }

    private static @Nullable String text(JsonNode node) {
        return node.isValueNode() && !node.isNull() && !node.asText().isEmpty() ? node.asText() : null;
    }
}
