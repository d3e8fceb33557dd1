package dev.waypost.console.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/// The parts of the document that people write: what each path is for, and examples. What a contract already says is
/// not repeated there.
final class Parts {
    private static final List<String> NAMES = List.of(
            "tenants",
            "endpoints",
            "messages",
            "inbound",
            "privacy",
            "sessions",
            "hub",
            "gateways",
            "keys",
            "transfers",
            "metrics",
            "alerts",
            "system");

    private Parts() {}

    static Map<String, Object> frame() {
        return read("frame");
    }

    static List<Map<String, Object>> all() {
        return NAMES.stream().map(Parts::read).toList();
    }

    private static Map<String, Object> read(String name) {
        String path = "/services/console/openapi/" + name + ".yaml";
        try (InputStream in = Parts.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException(path + " is not on the class path");
            }
            return new Yaml(new SafeConstructor(new LoaderOptions())).load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The mapping that a value is; an empty one when there is none.
    @SuppressWarnings("unchecked") // what YAML calls a mapping
    static Map<String, Object> mapping(@Nullable Object value) {
        return value == null ? new LinkedHashMap<>() : (Map<String, Object>) value;
    }
}
