package dev.waypost.allinone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.platform.boot.Service;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.settings.KnownSetting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// The generated references say what the code says. `./waypost test -Ddocs=write` writes them anew.
class GeneratedDocsTest {
    private static final Path DOCS = Path.of(System.getProperty("waypost.root"), "docs");
    private static final List<String> SERVICES = List.of("config", "send", "ingress", "health", "console");

    @Test
    void the_settings_reference_lists_every_setting_as_the_code_has_it() throws IOException {
        var settings = new TreeMap<String, KnownSetting>();
        SERVICES.forEach(service -> Service.settings(service).forEach(known -> settings.put(known.key(), known)));
        var page = new StringBuilder("""
                # Settings

                Generated from the settings records. Give them as environment variables or as JVM system properties; a name or a
                value that nobody understands stops the boot. Lists are separated by commas, durations look like `30s`.

                | setting | environment variable | default | what it means |
                | --- | --- | --- | --- |
                """);
        settings.values()
                .forEach(known -> page.append("| `%s` | `%s` | %s | %s |%n"
                        .formatted(
                                known.key(),
                                known.environmentName(),
                                known.defaultValue() == null ? "" : "`" + known.defaultValue() + "`",
                                known.doc() + (known.isSecret() ? " Never printed." : ""))));

        assertSame("settings.md", page.toString());
    }

    @Test
    void the_errors_reference_lists_every_reason_as_the_code_has_it() throws IOException {
        var page = new StringBuilder("""
                # Errors

                Generated from the reasons in the code. Every failed call carries a `google.rpc.Status` with one `ErrorInfo` whose
                `reason` is listed here and whose `domain` is `waypost.dev`; over HTTP it is an RFC 9457 problem with the same
                `reason`. Where waiting helps there is a `RetryInfo` (HTTP: `Retry-After`).

                | reason | gRPC code | HTTP | retry | what it means | what to do |
                | --- | --- | --- | --- | --- | --- |
                """);
        for (Reason reason : Reason.values()) {
            page.append("| `%s` | %s | %d | %s | %s | %s |%n"
                    .formatted(
                            reason.name(),
                            reason.code(),
                            reason.httpStatus(),
                            reason.retry() == Reason.Retry.AFTER_DELAY ? "after the delay told" : "no",
                            reason.meaning(),
                            reason.callerDoes()));
        }

        assertSame("errors.md", page.toString());
    }

    private static void assertSame(String file, String generated) throws IOException {
        Path path = DOCS.resolve(file);
        if ("write".equals(System.getProperty("docs"))) {
            Files.writeString(path, generated);
        }
        assertThat(Files.exists(path) ? Files.readString(path) : "")
                .as("docs/%s differs from the code; ./waypost test -Ddocs=write writes it anew", file)
                .isEqualTo(generated);
    }
}
