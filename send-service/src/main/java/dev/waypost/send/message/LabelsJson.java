package dev.waypost.send.message;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;

/// The caller's own pairs, as they are stored.
final class LabelsJson {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private LabelsJson() {}

    static String write(Map<String, String> labels) {
        try {
            return MAPPER.writeValueAsString(labels);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a map of texts always has a JSON form", e);
        }
    }

    static Map<String, String> read(String json) {
        try {
            return MAPPER.readValue(json, new TypeReference<Map<String, String>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("labels that were not written by us", e);
        }
    }
}
