package dev.waypost.simulator.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/// What a call needs of its body, and what of that is missing or wrong.
final class Needs {
    private final ObjectNode body;
    private final List<Wrong> wrong = new ArrayList<>();

    Needs(ObjectNode body) {
        this.body = body;
    }

    /// One field that does not do.
    ///
    /// @param field a path with dots
    /// @param kind what it should be: `string`, `number`, `boolean`, `array` or `object`
    record Wrong(String field, String kind, boolean missing) {}

    Needs text(String... fields) {
        for (String field : fields) {
            JsonNode value = at(field);
            check(field, "string", value.isTextual() && !value.textValue().isEmpty(), value);
        }
        return this;
    }

    /// A text that may be empty.
    Needs anyText(String... fields) {
        for (String field : fields) {
            check(field, "string", at(field).isTextual(), at(field));
        }
        return this;
    }

    Needs number(String... fields) {
        for (String field : fields) {
            check(field, "number", at(field).isNumber(), at(field));
        }
        return this;
    }

    Needs flag(String... fields) {
        for (String field : fields) {
            check(field, "boolean", at(field).isBoolean(), at(field));
        }
        return this;
    }

    Needs object(String... fields) {
        for (String field : fields) {
            check(field, "object", at(field).isObject(), at(field));
        }
        return this;
    }

    Needs list(String... fields) {
        for (String field : fields) {
            check(field, "array", at(field).isArray() && !at(field).isEmpty(), at(field));
        }
        return this;
    }

    /// Exactly one of several.
    Needs oneOf(String... fields) {
        long present = java.util.Arrays.stream(fields)
                .filter(field -> !at(field).isMissingNode())
                .count();
        if (present != 1) {
            wrong.add(new Wrong(String.join(" or ", fields), "string", present == 0));
        }
        return this;
    }

    List<Wrong> wrong() {
        return wrong;
    }

    JsonNode at(String field) {
        return body.at("/" + field.replace('.', '/'));
    }

    private void check(String field, String kind, boolean right, JsonNode value) {
        if (!right) {
            wrong.add(new Wrong(field, kind, value.isMissingNode() || value.isNull()));
        }
    }
}
