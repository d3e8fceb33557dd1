package dev.waypost.console.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/// The fields of one JSON object in a request, read strictly: what is unknown or of the wrong type is collected, and
/// [#check()] refuses all of it at once.
public final class Fields {
    private static final int MOST_NESTED = 32;
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,12})(ms|s|m|h|d)");
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MOST_NESTED)
                            .build())
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final ObjectNode object;
    /// What texts of a query are when a number or a flag is asked for.
    private final Map<String, JsonNode> numbers = new HashMap<>();

    private boolean isQuery;
    private final Fault fault = Fault.of(Reason.FIELD_INVALID);

    private Fields(ObjectNode object, Set<String> known, Map<String, String> aliases) {
        this.object = object;
        aliases.forEach(this::settle);
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
        return of(body, known, Map.of());
    }

    /// @param aliases older names, each with the one that it stands for
    public static Fields of(byte[] body, Set<String> known, Map<String, String> aliases) {
        return new Fields(parse(body), known, aliases);
    }

    /// The fields of a query: all are texts, numbers and flags too.
    public static Fields ofQuery(Map<String, String> query, Set<String> known, Map<String, String> aliases) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        query.forEach(object::put);
        Fields fields = new Fields(object, known, aliases);
        fields.isQuery = true;
        known.forEach(name -> {
            String text = fields.object.path(name).asText();
            if (text.matches("-?[0-9]{1,18}")) {
                fields.numbers.put(name, LongNode.valueOf(Long.parseLong(text)));
            } else if (text.equals("true") || text.equals("false")) {
                fields.numbers.put(name, BooleanNode.valueOf(Boolean.parseBoolean(text)));
            }
        });
        return fields;
    }

    /// An empty body stands for an object without fields.
    public static Fields ofOptional(byte[] body, Set<String> known, Map<String, String> aliases) {
        return body.length == 0
                ? new Fields(JsonNodeFactory.instance.objectNode(), known, aliases)
                : of(body, known, aliases);
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

    /// Moves what came under an older name to the one that it stands for.
    private void settle(String older, String name) {
        JsonNode value = object.get(older);
        if (value == null) {
            return;
        }
        object.remove(older);
        if (!has(name)) {
            object.set(name, value);
        } else if (!value.isNull() && !value.asText().equals(object.get(name).asText())) {
            violation(older, "value: another (expected: the same as " + name + ", or left out)");
        }
    }

    public boolean isNull(String name) {
        JsonNode value = object.get(name);
        return value != null && value.isNull();
    }

    /// The fields that came, by their names.
    public Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
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
        JsonNode value = numbers.getOrDefault(name, object.get(name));
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
        JsonNode value = numbers.getOrDefault(name, object.get(name));
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            wrongType(name, value, "a whole number");
            return OptionalLong.empty();
        }
        return OptionalLong.of(value.longValue());
    }

    public OptionalDouble number(String name) {
        if (!has(name)) {
            return OptionalDouble.empty();
        }
        JsonNode value = numbers.getOrDefault(name, object.get(name));
        if (!value.isNumber()) {
            wrongType(name, value, "a number");
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(value.doubleValue());
    }

    /// A list of texts, empty when absent.
    public List<String> texts(String name) {
        if (!has(name)) {
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        JsonNode value = object.get(name);
        if (isQuery) {
            return Arrays.stream(value.asText().split(","))
                    .filter(text -> !text.isEmpty())
                    .toList();
        }
        value.forEach(element -> texts.add(element.asText()));
        if (!value.isArray() || !value.valueStream().allMatch(JsonNode::isTextual)) {
            wrongType(name, value, "a list of strings");
            return List.of();
        }
        return texts;
    }

    /// Names and texts, empty when absent.
    public Map<String, String> map(String name) {
        Map<String, String> texts = new LinkedHashMap<>();
        JsonNode value = object.get(name);
        if (!(value instanceof ObjectNode entries)) {
            if (has(name)) {
                wrongType(name, value, "an object of strings");
            }
            return texts;
        }
        entries.properties().forEach(entry -> {
            if (entry.getValue().isTextual()) {
                texts.put(entry.getKey(), entry.getValue().textValue());
            } else {
                wrongType(name + "[" + entry.getKey() + "]", entry.getValue(), "a string");
            }
        });
        return texts;
    }

    /// A length of time: a number of seconds, or a text such as `500ms`, `30s`, `5m`, `24h` or `90d`.
    public Optional<Duration> duration(String name) {
        if (!has(name)) {
            return Optional.empty();
        }
        JsonNode value = object.get(name);
        if (value.isNumber() && value.decimalValue().abs().compareTo(BigDecimal.valueOf(1L << 40)) < 0) {
            return Optional.of(
                    Duration.ofNanos(value.decimalValue().movePointRight(3).longValue() * 1_000_000));
        }
        var parts = DURATION.matcher(value.isTextual() ? value.textValue() : "");
        if (!parts.matches()) {
            violation(name, "value: of another form (expected: seconds, or a text such as 500ms, 30s, 5m, 24h or 90d)");
            return Optional.empty();
        }
        long count = Long.parseLong(parts.group(1));
        return Optional.of(
                switch (parts.group(2)) {
                    case "ms" -> Duration.ofMillis(count);
                    case "s" -> Duration.ofSeconds(count);
                    case "m" -> Duration.ofMinutes(count);
                    case "h" -> Duration.ofHours(count);
                    default -> Duration.ofDays(Math.min(count, 1_000_000));
                });
    }

    /// The JSON of an object within.
    public Optional<String> object(String name) {
        if (!has(name)) {
            return Optional.empty();
        }
        JsonNode value = object.get(name);
        if (!value.isObject()) {
            wrongType(name, value, "an object");
            return Optional.empty();
        }
        return Optional.of(value.toString());
    }

    /// A time in ISO-8601.
    public Optional<Instant> time(String name) {
        return string(name).flatMap(text -> {
            try {
                return Optional.of(OffsetDateTime.parse(text).toInstant());
            } catch (DateTimeParseException _) {
                violation(name, "value: of another form (expected: a time such as 2026-11-21T08:00:00Z)");
                return Optional.empty();
            }
        });
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

    /// How many violations there are so far.
    int violations() {
        return fault.violations().size();
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
