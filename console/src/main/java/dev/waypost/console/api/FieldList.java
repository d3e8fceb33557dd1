package dev.waypost.console.api;

import static dev.waypost.console.api.Html.line;
import static dev.waypost.console.api.Html.text;
import static dev.waypost.console.api.Parts.mapping;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The fields of a schema as a list for people, those within others too.
final class FieldList {
    private static final int DEEPEST = 3;

    private final Map<String, Object> document;

    FieldList(Map<String, Object> document) {
        this.document = document;
    }

    String of(Map<String, Object> schema) {
        StringBuilder html = new StringBuilder("<dl>\n");
        write(schema, "", 0, html);
        return html.append("</dl>\n").toString();
    }

    String entry(String name, String type, boolean required, @Nullable Object description) {
        return "<dt><code>" + text(name) + "</code> <span class=\"type\">" + line(type) + "</span>"
                + (required ? " <span class=\"must\">required</span>" : "") + "</dt>\n"
                + (description == null ? "" : "<dd>" + line(description) + "</dd>\n");
    }

    /// What a reference stands for.
    Map<String, Object> resolve(Map<String, Object> schema) {
        if (!(schema.get("$ref") instanceof String reference)) {
            return schema;
        }
        Map<String, Object> found = document;
        for (String step : reference.substring("#/".length()).split("/")) {
            found = mapping(found.get(step));
        }
        return found;
    }

    String typeOf(Map<String, Object> given) {
        Map<String, Object> schema = resolve(given);
        if (schema.get("enum") instanceof List<?> values) {
            return values.stream().map(value -> "`" + value + "`").collect(Collectors.joining(" "));
        }
        Object type = schema.getOrDefault("type", "any");
        if ("array".equals(type)) {
            return "list of " + typeOf(mapping(schema.get("items")));
        }
        String name = type instanceof List<?> types
                ? types.stream().map(String::valueOf).collect(Collectors.joining(" or "))
                : String.valueOf(type);
        return name + ("date-time".equals(schema.get("format")) ? ", a time" : "");
    }

    private void write(Map<String, Object> given, String prefix, int depth, StringBuilder html) {
        Map<String, Object> schema = resolve(given);
        if (schema.get("allOf") instanceof List<?> parts) {
            parts.forEach(part -> write(mapping(part), prefix, depth, html));
            return;
        }
        if (schema.containsKey("items")) {
            write(mapping(schema.get("items")), prefix, depth, html);
            return;
        }
        List<?> required = schema.get("required") instanceof List<?> names ? names : List.of();
        mapping(schema.getOrDefault("properties", Map.of())).forEach((name, value) -> {
            Map<String, Object> property = mapping(value);
            @Nullable
            Object description = property.containsKey("description")
                    ? property.get("description")
                    : resolve(property).get("description");
            html.append(entry(prefix + name, typeOf(property), required.contains(name), description));
            if (depth < DEEPEST && !property.containsKey("$ref")) {
                write(property, prefix + name + ".", depth + 1, html);
            }
        });
    }
}
