package dev.waypost.config.transfer;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// JSON objects: the members of one array, or one per line.
final class JsonRows {
    /// Behind a member of an array there is more.
    private static final ObjectReader MEMBER =
            FileJson.JSON.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private JsonRows() {}

    static OldRows ofLines(LineReader lines) {
        return () -> lines.next().map(line -> {
            Optional<ObjectNode> object = Optional.ofNullable(line.text()).flatMap(FileJson::object);
            return object.map(o -> row(line.number(), o))
                    .orElseGet(() ->
                            new OldRows.Raw(line.number(), Map.of(), "value: no JSON object (expected: one per line)"));
        });
    }

    static OldRows ofArray(InputStream in) throws IOException {
        JsonParser parser = FileJson.JSON.getFactory().createParser(in);
        parser.nextToken();
        return new OldRows() {
            private long position;

            @Override
            public Optional<Raw> next() {
                position++;
                try {
                    JsonToken token = parser.nextToken();
                    if (token == JsonToken.END_ARRAY) {
                        return Optional.empty();
                    }
                    if (token != JsonToken.START_OBJECT) {
                        parser.skipChildren();
                        if (token == null) {
                            throw OldRows.broken(position, "the end of the file", "the end of the array");
                        }
                        return Optional.of(new Raw(position, Map.of(), "value: no object (expected: an object)"));
                    }
                    ObjectNode object = MEMBER.readTree(parser) instanceof ObjectNode read
                            ? read
                            : FileJson.JSON.createObjectNode();
                    return Optional.of(row(position, object));
                } catch (IOException e) {
                    // Behind broken JSON no row can be told from another.
                    throw OldRows.broken(position, "broken JSON", "an array of objects");
                }
            }
        };
    }

    private static OldRows.Raw row(long position, ObjectNode object) {
        var values = new LinkedHashMap<String, String>();
        for (var property : object.properties()) {
            JsonNode value = property.getValue();
            if (value.isContainerNode()) {
                return new OldRows.Raw(
                        position,
                        values,
                        property.getKey().replaceAll("[^\\x20-\\x7e]", "?")
                                + ": value: nested (expected: a plain value)");
            }
            values.put(property.getKey(), value.isNull() ? "" : value.asText());
        }
        return new OldRows.Raw(position, values, "");
    }
}
