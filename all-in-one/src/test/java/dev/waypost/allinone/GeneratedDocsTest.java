package dev.waypost.allinone;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.waypost.platform.boot.Service;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.settings.KnownSetting;
import dev.waypost.proto.options.v1.OptionsProto;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
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

    @Test
    void the_roles_reference_lists_every_method_as_the_contracts_have_it() throws IOException {
        var page = new StringBuilder("""
                # Roles

                Generated from the contracts. Every method needs one role. From VIEWER to ADMIN each role includes the ones before
                it; whoever is bound to tenants is checked against them as well, whatever the role, and a foreign tenant answers
                like one that does not exist. TENANT_READ and TENANT_SEND are always bound to tenants. SERVICE is for the services
                of one installation among themselves; no key and no token gives it.

                | role | may |
                | --- | --- |
                | VIEWER | see states and numbers, never what users wrote |
                | TENANT_READ | read what belongs to its tenants: endpoints, messages, events, the audit |
                | TENANT_SEND | also send and cancel messages |
                | OPERATOR | also run tenants: endpoints, sessions, block lists, redrives |
                | ADMIN | everything a person can: tenants, the hub tree, API keys, transfers |

                | method | role |
                | --- | --- |
                """);
        for (MethodDescriptor<?, ?> method : methods()) {
            page.append("| `%s` | %s |%n".formatted(method.getFullMethodName(), role(method)));
        }

        assertSame("roles.md", page.toString());
    }

    private static List<MethodDescriptor<?, ?>> methods() {
        return new ClassFileImporter()
                .importPackages("dev.waypost.proto").stream()
                        .filter(type -> type.getSimpleName().endsWith("Grpc"))
                        .map(type -> descriptor(type.reflect()))
                        .flatMap(service -> service.getMethods().stream())
                        .<MethodDescriptor<?, ?>>map(method -> method)
                        .sorted(Comparator.comparing(MethodDescriptor::getFullMethodName))
                        .toList();
    }

    private static ServiceDescriptor descriptor(Class<?> grpc) {
        try {
            return (ServiceDescriptor) grpc.getMethod("getServiceDescriptor").invoke(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String role(MethodDescriptor<?, ?> method) {
        var schema = (ProtoMethodDescriptorSupplier) Objects.requireNonNull(method.getSchemaDescriptor());
        return schema.getMethodDescriptor()
                .getOptions()
                .getExtension(OptionsProto.role)
                .name()
                .substring("ROLE_".length());
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
