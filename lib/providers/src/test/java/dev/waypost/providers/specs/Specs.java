package dev.waypost.providers.specs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/// The providers' own specifications, which are not ours to ship: without the folder the tests that need it are
/// skipped.
public final class Specs {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int LARGEST = 64 * 1024 * 1024;

    private Specs() {}

    public static JsonNode read(String file) {
        Path path = folder().resolve(file);
        try {
            String text = Files.readString(path);
            if (file.endsWith(".json")) {
                return JSON.readTree(text);
            }
            var options = new LoaderOptions();
            options.setCodePointLimit(LARGEST);
            options.setMaxAliasesForCollections(10_000);
            return JSON.valueToTree(new Yaml(new SafeConstructor(options)).load(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// `-Dwaypost.specs=DIR`, else `shared/openapi` beside this project or above it.
    static Path folder() {
        String named = System.getProperty("waypost.specs");
        Path found = named != null && Files.isDirectory(Path.of(named)) ? Path.of(named) : null;
        for (Path at = Path.of("").toAbsolutePath();
                at != null && found == null && named == null;
                at = at.getParent()) {
            Path candidate = at.resolve("shared/openapi");
            found = Files.isDirectory(candidate) ? candidate : null;
        }
        Assumptions.assumeTrue(
                found != null,
                "skipped: no folder shared/openapi with the providers' specifications (-Dwaypost.specs)");
        return java.util.Objects.requireNonNull(found);
    }
}
