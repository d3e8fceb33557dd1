package dev.waypost.console.api;

import static dev.waypost.console.api.Parts.mapping;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import dev.waypost.console.json.Documented;
import dev.waypost.console.json.Documented.Schema;
import dev.waypost.platform.fault.Reason;
import dev.waypost.proto.config.v1.HubServiceOuterClass;
import dev.waypost.proto.send.v1.SendRequest;
import dev.waypost.proto.send.v1.StartSessionRequest;
import dev.waypost.proto.validate.v1.ValidateProto;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The API as an OpenAPI 3.1 document, put together from what people wrote of each path, the shapes that read and write
/// its JSON, the contracts' comments, rules and roles, and the registry of reasons.
@Singleton
final class ApiDocument {
    private static final Pattern PATH_PARAMETER = Pattern.compile("\\{(\\w+)}");
    private static final String PROBLEM = "application/problem+json";
    private static final String JSON = "application/json";

    private final Map<String, Schema> known;
    private final ProtoComments comments = new ProtoComments();
    private final Schemas schemas = new Schemas(comments);
    private final Rpcs rpcs;

    ApiDocument(Collection<Documented> documented) {
        known = documented.stream()
                .flatMap(part -> part.schemas().stream())
                .collect(Collectors.toMap(Schema::name, Function.identity(), (a, _) -> a, TreeMap::new));
        Set<FileDescriptor> files = Stream.concat(
                        known.values().stream().map(Schema::message),
                        Stream.of(SendRequest.getDescriptor(), StartSessionRequest.getDescriptor()))
                .flatMap(message ->
                        Stream.concat(Stream.of(message.getFile()), message.getFile().getDependencies().stream()))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        // The one service whose file holds no message.
        files.add(HubServiceOuterClass.getDescriptor());
        rpcs = new Rpcs(files, comments);
    }

    /// The whole document, made anew: its maps are the caller's.
    Map<String, Object> write() {
        Map<String, Object> document = Parts.frame();
        Map<String, Object> paths = mapping(document.get("paths"));
        List<Object> tags = new ArrayList<>();
        Map<String, Object> components =
                mapping(mapping(document.get("components")).get("schemas"));
        for (Map<String, Object> part : Parts.all()) {
            String tag = String.valueOf(part.get("tag"));
            tags.add(Map.of("name", tag, "description", String.valueOf(part.get("about"))));
            components.putAll(mapping(part.getOrDefault("schemas", Map.of())));
            mapping(part.get("paths"))
                    .forEach((path, methods) -> mapping(methods)
                            .forEach((method, written) -> mapping(
                                            paths.computeIfAbsent(path, _ -> new LinkedHashMap<>()))
                                    .put(method, operation(tag, path, method, mapping(written)))));
        }
        known.values().stream()
                .filter(schema -> schema.use() != Documented.Use.ASKED)
                .forEach(schema -> components.merge(schema.name(), schemas.of(schema), ApiDocument::extended));
        document.put("tags", tags);
        return document;
    }

    /// What people wrote of a schema stands beside what its shape says.
    private static Object extended(@Nullable Object written, @Nullable Object shaped) {
        Map<String, Object> schema = new LinkedHashMap<>(mapping(shaped));
        mapping(written).forEach((key, value) -> {
            if (key.equals("properties")) {
                Map<String, Object> properties = new LinkedHashMap<>(mapping(schema.get(key)));
                properties.putAll(mapping(value));
                schema.put(key, properties);
            } else {
                schema.put(key, value);
            }
        });
        return schema;
    }

    private Map<String, Object> operation(String tag, String path, String method, Map<String, Object> written) {
        Map<String, Object> operation = new LinkedHashMap<>();
        boolean open = written.containsKey("open");
        String rpc = (String) written.get("rpc");
        Rpcs.@Nullable Rpc behind = rpc == null ? null : rpcs.find(rpc);
        operation.put("operationId", written.get("id"));
        operation.put("tags", List.of(tag));
        operation.put("summary", written.get("summary"));
        String about = String.valueOf(written.getOrDefault("about", behind == null ? "" : behind.text()));
        if (!about.isEmpty()) {
            operation.put("description", about.strip());
        }
        if (behind != null) {
            operation.put("x-role", behind.role());
        }
        List<Object> parameters = parameters(path, method, written);
        if (!parameters.isEmpty()) {
            operation.put("parameters", parameters);
        }
        if (written.containsKey("body")) {
            operation.put("requestBody", body(written));
        }
        operation.put("responses", responses(method, written, behind, open));
        if (open) {
            operation.put("security", List.of());
        }
        return operation;
    }

    private List<Object> parameters(String path, String method, Map<String, Object> written) {
        List<Object> parameters = new ArrayList<>();
        PATH_PARAMETER
                .matcher(path)
                .results()
                .map(name -> name.group(1))
                .forEach(name -> parameters.add(
                        Map.of("name", name, "in", "path", "required", true, "schema", Map.of("type", "string"))));
        if (written.containsKey("query")) {
            schemas.parameters(schema(written.get("query"))).forEach((_, parameter) -> parameters.add(parameter));
        }
        boolean changes = !method.equals("get") && !written.containsKey("later");
        if (changes) {
            parameters.add(Map.of("$ref", "#/components/parameters/IdempotencyKey"));
        }
        if (isConditional(written)) {
            parameters.add(Map.of("$ref", "#/components/parameters/IfMatch"));
        }
        if (written.get("parameters") instanceof List<?> more) {
            parameters.addAll(more);
        }
        return parameters;
    }

    private Map<String, Object> body(Map<String, Object> written) {
        Object body = written.get("body");
        if (body instanceof Map<?, ?> whole) {
            return mapping(whole);
        }
        Map<String, Object> media = new LinkedHashMap<>();
        media.put("schema", reference(String.valueOf(body)));
        if (written.containsKey("send")) {
            media.put("example", written.get("send"));
        }
        Map<String, Object> requestBody = new LinkedHashMap<>();
        requestBody.put("required", !written.containsKey("bodyOptional"));
        requestBody.put("content", Map.of(JSON, media));
        return requestBody;
    }

    private Map<String, Object> responses(
            String method, Map<String, Object> written, Rpcs.@Nullable Rpc behind, boolean open) {
        Map<String, Object> responses = new TreeMap<>();
        mapping(written.getOrDefault("answers", Map.of())).forEach((status, what) -> {
            boolean first = responses.isEmpty();
            responses.put(status, answer(what, first ? written.get("answer") : null));
        });
        if (open) {
            return responses;
        }
        Set<Reason> reasons = EnumSet.of(Reason.CALLER_UNKNOWN, Reason.ROLE_FORBIDDEN);
        if (behind != null) {
            reasons.addAll(behind.reasons());
        }
        if (written.containsKey("later")) {
            reasons.add(Reason.NOT_IMPLEMENTED);
        } else if (!method.equals("get")) {
            reasons.add(Reason.FIELD_INVALID);
            reasons.add(Reason.REQUEST_ID_REUSED);
        }
        reasons.stream()
                .collect(Collectors.groupingBy(
                        reason -> String.valueOf(reason.httpStatus()), TreeMap::new, Collectors.toList()))
                .forEach((status, some) -> responses.put(status, problem(some)));
        if (isConditional(written)) {
            responses.put("412", problem("`If-Match` names another revision than there is now (REVISION_CONFLICT)."));
            if (isRequired(written)) {
                responses.put("428", problem("Neither `If-Match` nor `revision` says what the change was made from."));
            }
        }
        responses.put("default", problem("Any other refusal."));
        return responses;
    }

    private static Map<String, Object> answer(Object what, @Nullable Object example) {
        if (what instanceof Map<?, ?> whole) {
            return mapping(whole);
        }
        String name = what instanceof List<?> list ? String.valueOf(list.getFirst()) : String.valueOf(what);
        if (name.equals("none")) {
            return Map.of("description", "Done; there is nothing more to say.");
        }
        Map<String, Object> media = new LinkedHashMap<>();
        media.put(
                "schema",
                what instanceof List<?> ? Map.of("type", "array", "items", reference(name)) : reference(name));
        if (example != null) {
            media.put("example", example);
        }
        Map<String, Object> response = new LinkedHashMap<>();
        response.put("description", what instanceof List<?> ? "One page; the next one is in the `Link` header." : name);
        if (what instanceof List<?>) {
            response.put("headers", Map.of("Link", Map.of("$ref", "#/components/headers/Link")));
        }
        response.put("content", Map.of(JSON, media));
        return response;
    }

    private boolean isConditional(Map<String, Object> written) {
        return written.containsKey("revised") || revision(written) != null;
    }

    private boolean isRequired(Map<String, Object> written) {
        if (written.containsKey("revised")) {
            return true;
        }
        FieldDescriptor revision = revision(written);
        return revision != null
                && revision.getOptions().getExtension(ValidateProto.field).getRequired();
    }

    private @Nullable FieldDescriptor revision(Map<String, Object> written) {
        Object name = written.containsKey("query") ? written.get("query") : written.get("body");
        @Nullable Schema schema = name instanceof String text ? known.get(text) : null;
        @Nullable
        FieldDescriptor revision = schema == null ? null : schema.message().findFieldByName("expected_revision");
        return revision != null && schema != null && !schema.shape().hidden(revision) ? revision : null;
    }

    private Schema schema(Object name) {
        Schema schema = known.get(String.valueOf(name));
        if (schema == null) {
            throw new IllegalStateException("no such schema: " + name);
        }
        return schema;
    }

    private static Map<String, Object> problem(List<Reason> reasons) {
        return problem(reasons.stream()
                .map(reason -> "`" + reason.name() + "`: " + reason.meaning())
                .collect(Collectors.joining("\n\n")));
    }

    private static Map<String, Object> problem(String description) {
        return Map.of("description", description, "content", Map.of(PROBLEM, Map.of("schema", reference("Problem"))));
    }

    private static Map<String, Object> reference(String name) {
        return Map.of("$ref", "#/components/schemas/" + name);
    }
}
