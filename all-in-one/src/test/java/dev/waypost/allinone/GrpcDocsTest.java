package dev.waypost.allinone;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.GenericDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.waypost.console.api.ProtoComments;
import dev.waypost.proto.options.v1.OptionsProto;
import dev.waypost.proto.validate.v1.ValidateProto;
import io.grpc.protobuf.ProtoServiceDescriptorSupplier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// docs/grpc.md has every service, method and message of the contracts. `./waypost test -Ddocs=write` writes it anew.
class GrpcDocsTest {
    private static final Path FILE =
            Path.of(Objects.requireNonNull(System.getProperty("waypost.root"), "waypost.root"), "docs/grpc.md");

    private final ProtoComments comments = new ProtoComments();

    @Test
    void the_grpc_reference_has_every_method_as_the_contracts_have_it() throws IOException {
        var page = new StringBuilder("""
                # gRPC

                Generated from the contracts. Each service listens on its own port; every call carries `Authorization: Bearer <api key>`
                and answers errors as [errors.md](errors.md) says. A role includes those before it ([roles.md](roles.md)); SERVICE is for
                the services among themselves.

                A field with `*` is required. A method that takes `request_id` may change something: the same id with the same body gets
                the same answer, so it is safe to repeat after a time-out. One without only reads, or is told by its own ids what it has
                seen before. What takes `expected_revision` fails with `REVISION_CONFLICT` when somebody was faster.

                """);
        Map<String, List<ServiceDescriptor>> packages = services().stream()
                .collect(Collectors.groupingBy(
                        service -> service.getFile().getPackage(), TreeMap::new, Collectors.toList()));
        packages.forEach((name, services) -> page.append("- [%s](#%s), %s: %s%n"
                .formatted(
                        name,
                        name.replace(".", ""),
                        port(name),
                        services.stream().map(ServiceDescriptor::getName).collect(Collectors.joining(", ")))));
        packages.forEach((name, services) -> {
            page.append("\n## ").append(name).append("\n");
            services.forEach(service -> page.append(of(service)));
            page.append(messages(services));
        });

        if ("write".equals(System.getProperty("docs"))) {
            Files.writeString(FILE, page);
        }
        assertThat(Files.exists(FILE) ? Files.readString(FILE) : "")
                .as("docs/grpc.md differs from the contracts; ./waypost test -Ddocs=write writes it anew")
                .isEqualTo(page.toString());
    }

    private static String port(String protoPackage) {
        return Arrays.stream(SuiteService.values())
                .filter(service -> protoPackage.equals("waypost." + service.word() + ".v1"))
                .map(service -> "port " + service.grpcPort())
                .findFirst()
                .orElse("on every port");
    }

    private static List<ServiceDescriptor> services() {
        List<ServiceDescriptor> services = new ClassFileImporter()
                .importPackages("dev.waypost.proto").stream()
                        .filter(type -> type.getSimpleName().endsWith("Grpc"))
                        .map(type -> descriptor(type.reflect()))
                        .sorted(Comparator.comparing(ServiceDescriptor::getFullName))
                        .toList();
        assertThat(services).hasSizeGreaterThan(20);
        return services;
    }

    private static ServiceDescriptor descriptor(Class<?> grpc) {
        try {
            var service = (io.grpc.ServiceDescriptor)
                    grpc.getMethod("getServiceDescriptor").invoke(null);
            return ((ProtoServiceDescriptorSupplier) Objects.requireNonNull(service.getSchemaDescriptor()))
                    .getServiceDescriptor();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private String of(ServiceDescriptor service) {
        var part = new StringBuilder("\n### ").append(service.getName()).append("\n\n");
        part.append("%s [%s](../proto/src/main/protobuf/%s)%n%n"
                .formatted(
                        said(service),
                        service.getFile().getName().replaceAll(".*/", ""),
                        service.getFile().getName()));
        part.append("| method | role | what it does | takes | answers |\n| --- | --- | --- | --- | --- |\n");
        service.getMethods()
                .forEach(method -> part.append("| `%s` | %s | %s | %s | %s |%n"
                        .formatted(
                                method.getName(),
                                role(method),
                                said(method),
                                (method.isClientStreaming() ? "a stream of " : "") + fields(method.getInputType()),
                                (method.isServerStreaming() ? "a stream of " : "") + fields(method.getOutputType()))));
        return part.toString();
    }

    /// The messages that requests and answers are made of, each once, by name.
    private String messages(List<ServiceDescriptor> services) {
        Map<String, Descriptor> found = new TreeMap<>();
        Deque<Descriptor> open = new ArrayDeque<>();
        TreeSet<String> seen = new TreeSet<>();
        services.forEach(service -> service.getMethods().forEach(method -> {
            open.add(method.getInputType());
            open.add(method.getOutputType());
        }));
        TreeSet<String> tops =
                open.stream().map(Descriptor::getFullName).collect(Collectors.toCollection(TreeSet::new));
        String home = services.getFirst().getFile().getPackage();
        while (!open.isEmpty()) {
            Descriptor next = open.remove();
            if (!seen.add(next.getFullName())) {
                continue;
            }
            boolean own = next.getFile().getPackage().equals(home);
            if (own && !tops.contains(next.getFullName()) && !next.getOptions().getMapEntry()) {
                found.put(next.getFullName().substring(home.length() + 1), next);
            }
            next.getFields().stream()
                    .filter(field -> field.getJavaType() == FieldDescriptor.JavaType.MESSAGE)
                    .forEach(field -> open.add(field.getMessageType()));
        }
        if (found.isEmpty()) {
            return "";
        }
        var part = new StringBuilder("\nMessages:\n\n| message | is | fields |\n| --- | --- | --- |\n");
        found.forEach(
                (name, message) -> part.append("| `%s` | %s | %s |%n".formatted(name, said(message), fields(message))));
        return part.toString();
    }

    private static String fields(Descriptor message) {
        return message.getFields().isEmpty()
                ? "nothing"
                : message.getFields().stream()
                        .map(field -> "`" + field.getName() + "`"
                                + (field.getOptions()
                                                .getExtension(ValidateProto.field)
                                                .getRequired()
                                        ? "*"
                                        : "")
                                + type(field))
                        .collect(Collectors.joining(", "));
    }

    /// Named where the name of the field does not say it.
    private static String type(FieldDescriptor field) {
        if (field.isMapField() || field.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
            return "";
        }
        String type = field.getMessageType().getName();
        boolean said = field.getName().replace("_", "").replaceAll("s$", "").equalsIgnoreCase(type);
        return said || field.getMessageType().getFile().getPackage().equals("google.protobuf") ? "" : " (" + type + ")";
    }

    private static String role(MethodDescriptor method) {
        return method.getOptions().getExtension(OptionsProto.role).name().substring("ROLE_".length());
    }

    private String said(GenericDescriptor what) {
        String text = comments.of(what.getFile().getName(), what.getFullName());
        assertThat(text).as(what.getFullName()).isNotEmpty();
        return text.replace("|", "\\|");
    }
}
