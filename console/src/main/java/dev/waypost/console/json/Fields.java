package dev.waypost.console.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// The fields of one JSON object in a request, read strictly: what is unknown or of the wrong type is collected, and
/// [#check()] refuses all of it at once.
public final class Fields {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final ObjectNode object;
    private final Fault fault = Fault.of(Reason.FIELD_INVALID);

    private Fields(ObjectNode object, Set<String> known) {
        this.object = object;
        object.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                String hint = DidYouMean.nearest(name, known)
                        .map(near -> "; did you mean " + near + "?")
                        .orElse("");
                fault.violation(
                        name, "unknown field (expected: one of " + String.join(", ", sorted(known)) + hint + ")");
            }
        });
    }

    public static Fields of(byte[] body, Set<String> known) {
        return new Fields(parse(body), known);
    }

    /// An empty body stands for an object without fields.
    public static Fields ofOptional(byte[] body, Set<String> known) {
        return body.length == 0 ? new Fields(JsonNodeFactory.instance.objectNode(), known) : of(body, known);
    }

    private static ObjectNode parse(byte[] body) {
        try {
            if (JSON.readTree(body) instanceof ObjectNode object) {
                return object;
            }
            throw Fault.of(Reason.FIELD_INVALID).violation("body", "value: not a JSON object (expected: { … })");
        } catch (JsonProcessingException e) {
            String where = e.getLocation() == null
                    ? ""
                    : " at line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr();
            throw Fault.of(Reason.FIELD_INVALID)
                    .violation("body", "value: malformed JSON" + where + " (expected: one JSON object)")
                    .because(e);
        } catch (IOException e) {
            throw Fault.of(Reason.INTERNAL).because(e);
        }
    }

    public boolean has(String name) {
        JsonNode value = object.get(name);
        return value != null && !value.isNull();
    }

    /// Text, empty when absent or null.
    public String text(String name) {
        return string(name).orElse("");
    }

    public String requiredText(String name) {
        Optional<String> value = string(name);
        if (value.isEmpty() || value.get().isBlank()) {
            violation(name, "value: missing (expected: a string)");
        }
        return value.orElse("");
    }

    public Optional<String> string(String name) {
        if (!has(name)) {
            return Optional.empty();
        }
        JsonNode value = object.get(name);
        if (!value.isTextual()) {
            wrongType(name, value, "a string");
            return Optional.empty();
        }
        return Optional.of(value.textValue());
    }

    /// An id that older callers also write as a JSON number.
    public String id(String name) {
        return has(name) && object.get(name).isIntegralNumber()
                ? object.get(name).asText()
                : text(name);
    }

    public String requiredId(String name) {
        return has(name) && object.get(name).isIntegralNumber()
                ? object.get(name).asText()
                : requiredText(name);
    }

    public Optional<Boolean> flag(String name) {
        if (!has(name)) {
            return Optional.empty();
        }
        JsonNode value = object.get(name);
        if (!value.isBoolean()) {
            wrongType(name, value, "true or false");
            return Optional.empty();
        }
        return Optional.of(value.booleanValue());
    }

    public OptionalLong whole(String name) {
        if (!has(name)) {
            return OptionalLong.empty();
        }
        JsonNode value = object.get(name);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            wrongType(name, value, "a whole number");
            return OptionalLong.empty();
        }
        return OptionalLong.of(value.longValue());
    }

    /// A list of texts, empty when absent.
    public List<String> texts(String name) {
        if (!has(name)) {
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        JsonNode value = object.get(name);
        value.forEach(element -> texts.add(element.asText()));
        if (!value.isArray() || !value.valueStream().allMatch(JsonNode::isTextual)) {
            wrongType(name, value, "a list of strings");
            return List.of();
        }
        return texts;
    }

    /// A whole number that fits 32 bits; 0 when absent.
    public int wholeInt(String name) {
        long value = whole(name).orElse(0);
        if (value != (int) value) {
            violation(name, "value: " + value + " (expected: a number of at most 32 bits)");
            return 0;
        }
        return (int) value;
    }

    /// The text under the first of these names that is there: the name and its aliases.
    public String firstText(List<String> names) {
        return names.stream().filter(this::has).findFirst().map(this::text).orElse("");
    }

    public void violation(String name, String description) {
        fault.violation(name, description);
    }

    public void check() {
        if (fault.hasViolations()) {
            throw fault;
        }
    }

    /// Names the type that came and never the value: it may be a secret.
    private void wrongType(String name, JsonNode value, String expected) {
        violation(
                name,
                "value: " + value.getNodeType().name().toLowerCase(Locale.ROOT) + " (expected: " + expected + ")");
    }

    private static List<String> sorted(Set<String> names) {
        return names.stream().sorted().toList();
    }
}
