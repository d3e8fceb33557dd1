package dev.waypost.simulator.meta;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Checks the shape of a message and keeps the first thing that is wrong with it.
final class Shape {
    private @Nullable MetaError wrong;

    Optional<MetaError> wrong() {
        return Optional.ofNullable(wrong);
    }

    boolean fine() {
        return wrong == null;
    }

    void refuse(MetaError error) {
        if (wrong == null) {
            wrong = error;
        }
    }

    /// An object that must be there.
    JsonNode object(JsonNode parent, String name) {
        return kind(parent, name, parent.path(name).isObject(), "an object");
    }

    /// A list that must be there and hold something.
    JsonNode list(JsonNode parent, String name) {
        return kind(
                parent, name, parent.path(name).isArray() && !parent.path(name).isEmpty(), "a list that is not empty");
    }

    /// A text that must be there; absent and empty are alike to Meta.
    void text(JsonNode parent, String name, int most) {
        JsonNode value = parent.path(name);
        if (value.isTextual() && value.textValue().isEmpty()) {
            refuse(missing(name));
            return;
        }
        kind(parent, name, value.isTextual(), "a text");
        length(value, name, most);
    }

    void optionalText(JsonNode parent, String name, int most) {
        JsonNode value = parent.path(name);
        if (!value.isMissingNode()) {
            kind(parent, name, value.isTextual(), "a text");
            length(value, name, most);
        }
    }

    void optionalFlag(JsonNode parent, String name) {
        JsonNode value = parent.path(name);
        if (!value.isMissingNode()) {
            kind(parent, name, value.isBoolean() || Set.of("true", "false").contains(value.asText()), "true or false");
        }
    }

    /// A number, also one written as a text.
    void number(JsonNode parent, String name) {
        JsonNode value = parent.path(name);
        boolean number =
                value.isNumber() || (value.isTextual() && value.textValue().matches("-?\\d{1,3}(\\.\\d+)?"));
        kind(parent, name, number, "a number");
    }

    /// One of Meta's names, whatever its letters.
    ///
    /// @return the name in lower case, or nothing when it is none of them
    Optional<String> oneOf(JsonNode value, String name, Set<String> allowed) {
        String given = value.asText("").toLowerCase(Locale.ROOT);
        if (value.isTextual() && allowed.contains(given)) {
            return Optional.of(given);
        }
        refuse(
                value.isMissingNode()
                        ? missing(name)
                        : MetaError.parameter("Param " + name + " must be one of {"
                                + String.join(", ", allowed.stream().sorted().toList())
                                        .toUpperCase(Locale.ROOT)
                                + "} - got \"" + value.asText() + "\"."));
        return Optional.empty();
    }

    void atMost(int count, String name, int most) {
        if (count > most) {
            refuse(MetaError.of(131009, name + " has " + count + " entries; the most is " + most));
        }
    }

    static MetaError missing(String name) {
        return MetaError.of(131008, "Parameter '" + name + "' is missing");
    }

    private JsonNode kind(JsonNode parent, String name, boolean right, String expected) {
        JsonNode value = parent.path(name);
        if (!right) {
            refuse(
                    value.isMissingNode() || value.isNull()
                            ? missing(name)
                            : MetaError.of(131009, "Parameter '" + name + "' must be " + expected));
        }
        return value;
    }

    private void length(JsonNode value, String name, int most) {
        if (value.asText("").length() > most) {
            refuse(MetaError.parameter("Param " + name + " must be at most " + most + " characters long."));
        }
    }
}
