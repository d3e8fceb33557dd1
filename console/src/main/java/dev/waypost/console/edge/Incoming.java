package dev.waypost.console.edge;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.waypost.console.json.Fields;
import dev.waypost.console.json.Shape;
import dev.waypost.console.json.ShapeReader;
import dev.waypost.platform.auth.Caller;
import dev.waypost.platform.id.Ids;
import dev.waypost.proto.validate.v1.ValidateProto;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One request of one caller, as a handler reads it: body or query into a message of the contract, with the request id
/// and the revision that HTTP carries in headers.
public final class Incoming {
    static final String IDEMPOTENCY_KEY = "Idempotency-Key";
    private static final Map<String, String> PAGING = Map.of(
            "page_size", "pageSize", "page_token", "pageToken", "pageSize", "page_size", "pageToken", "page_token");

    private final HttpRequest<?> request;
    private final Caller caller;
    private @Nullable String requestId;
    private Set<String> unread = Set.of();

    Incoming(HttpRequest<?> request, Caller caller) {
        this.request = request;
        this.caller = caller;
    }

    public Caller caller() {
        return caller;
    }

    /// Reads the JSON body; none stands for an object without fields.
    public <B extends Message.Builder> B read(Shape shape, B builder) {
        return read(shape, builder, (_, _) -> {});
    }

    /// @param adjust what this request means beyond its fields, before it is held to the contract's rules
    public <B extends Message.Builder> B read(Shape shape, B builder, BiConsumer<B, Fields> adjust) {
        Set<String> known = shape.known(builder.getDescriptorForType());
        return fill(shape, builder, Fields.ofOptional(json(), known, shape.aliases()), adjust);
    }

    /// Reads the query: what a list is filtered by, or what a deletion depends on.
    public <B extends Message.Builder> B query(Shape shape, B builder) {
        Set<String> known = new HashSet<>(shape.jsonNames(builder.getDescriptorForType()));
        Map<String, String> aliases = new LinkedHashMap<>(shape.aliases());
        PAGING.forEach((other, name) -> {
            if (known.contains(name)) {
                aliases.put(other, name);
            }
        });
        aliases.values().retainAll(known);
        Map<String, String> query = new LinkedHashMap<>();
        for (Map.Entry<String, List<String>> parameter : request.getParameters()) {
            boolean isList = builder.getDescriptorForType().getFields().stream()
                    .anyMatch(field -> field.isRepeated() && shape.nameOf(field).equals(parameter.getKey()));
            query.put(
                    parameter.getKey(),
                    isList
                            ? String.join(",", parameter.getValue())
                            : parameter.getValue().getFirst());
        }
        return fill(shape, builder, Fields.ofQuery(query, known, aliases), (_, _) -> {});
    }

    /// Reads the JSON body into a resource that is changed by a mask: request id and revision go to the request around
    /// it.
    ///
    /// @param adjust puts the resource and the mask into the request
    public <B extends Message.Builder> void change(
            Shape shape, Message.Builder resource, B around, Consumer<Fields> adjust) {
        Set<String> known = shape.known(resource.getDescriptorForType());
        known.add(shape.names().of("request_id"));
        Fields fields = Fields.ofOptional(json(), known, shape.aliases());
        ShapeReader reader = new ShapeReader(shape, fields);
        notRead(shape, resource, fields);
        reader.read(resource);
        fields.string(shape.names().of("request_id")).ifPresent(id -> around.setField(field(around, "request_id"), id));
        fields.whole("revision").ifPresent(at -> around.setField(field(around, "expected_revision"), at));
        adjust.accept(fields);
        identify(around, field(around, "request_id"), fields, shape.names().of("request_id"));
        condition(around, field(around, "expected_revision"), fields);
        reader.check(around.buildPartial());
    }

    /// The JSON body; empty when there is none.
    public byte[] json() {
        byte[] body = request.getBody()
                .filter(byte[].class::isInstance)
                .map(byte[].class::cast)
                .orElseGet(() -> new byte[0]);
        boolean isJson = request.getContentType()
                .map(type ->
                        type.getSubtype().equals("json") || type.getSubtype().endsWith("+json"))
                .orElse(false);
        if (body.length > 0 && !isJson) {
            throw HttpRefusal.unsupportedMediaType(MediaType.APPLICATION_JSON);
        }
        return body;
    }

    /// The caller's own id of this request, or one made here: under one id a change is made once.
    public String requestId() {
        if (requestId == null) {
            requestId = header(IDEMPOTENCY_KEY)
                    .map(Incoming::unquoted)
                    .filter(key -> !key.isEmpty())
                    .orElseGet(() -> Ids.next("req"));
        }
        return requestId;
    }

    public HttpRequest<?> http() {
        return request;
    }

    @Nullable
    String usedRequestId() {
        return requestId;
    }

    /// What the caller sent and nothing here reads: it may come along with what was read, and must not look changed.
    Set<String> unread() {
        return unread;
    }

    boolean isConditional() {
        return request.getHeaders().contains(HttpHeaders.IF_MATCH);
    }

    private <B extends Message.Builder> B fill(Shape shape, B builder, Fields fields, BiConsumer<B, Fields> adjust) {
        notRead(shape, builder, fields);
        ShapeReader reader = new ShapeReader(shape, fields);
        reader.read(builder);
        adjust.accept(builder, fields);
        FieldDescriptor id = builder.getDescriptorForType().findFieldByName("request_id");
        if (id != null) {
            identify(builder, id, fields, shape.nameOf(id));
        }
        FieldDescriptor revision = builder.getDescriptorForType().findFieldByName("expected_revision");
        if (revision != null && !shape.hidden(revision)) {
            condition(builder, revision, fields);
        }
        reader.check(builder.buildPartial());
        return builder;
    }

    private void notRead(Shape shape, Message.Builder builder, Fields fields) {
        unread = new TreeSet<>(fields.names());
        unread.removeAll(shape.jsonNames(builder.getDescriptorForType()));
        unread.removeAll(Set.of("revision", shape.names().of("request_id"), "tenantRevision"));
    }

    private static FieldDescriptor field(Message.Builder builder, String name) {
        return Objects.requireNonNull(builder.getDescriptorForType().findFieldByName(name), name);
    }

    private void identify(Message.Builder builder, FieldDescriptor field, Fields fields, String name) {
        String written = (String) builder.getField(field);
        if (written.isEmpty()) {
            builder.setField(field, requestId());
            return;
        }
        header(IDEMPOTENCY_KEY)
                .map(Incoming::unquoted)
                .filter(key -> !key.equals(written))
                .ifPresent(_ -> fields.violation(
                        name, "value: another (expected: the same as " + IDEMPOTENCY_KEY + ", or left out)"));
        requestId = written;
    }

    private void condition(Message.Builder builder, FieldDescriptor field, Fields fields) {
        long written = (Long) builder.getField(field);
        OptionalLong header = ifMatch(fields);
        if (header.isPresent() && written != 0 && header.getAsLong() != written) {
            fields.violation("revision", "value: another (expected: the same as If-Match, or left out)");
        } else if (header.isPresent()) {
            builder.setField(field, header.getAsLong());
        } else if (written == 0 && isRequired(field) && !isConditional()) {
            fields.check();
            throw HttpRefusal.preconditionRequired();
        }
    }

    private OptionalLong ifMatch(Fields fields) {
        Optional<String> tag = header(HttpHeaders.IF_MATCH);
        if (tag.isEmpty()) {
            return OptionalLong.empty();
        }
        // `*` would stand for whatever is there now, which is what a revision is to rule out.
        String revision = unquoted(tag.get());
        if (!revision.matches("[0-9]{1,18}")) {
            fields.violation(HttpHeaders.IF_MATCH, "value: of another form (expected: the ETag that was read)");
            return OptionalLong.empty();
        }
        return OptionalLong.of(Long.parseLong(revision));
    }

    private Optional<String> header(String name) {
        return Optional.ofNullable(request.getHeaders().get(name)).map(String::trim);
    }

    private static boolean isRequired(FieldDescriptor field) {
        return field.getOptions().getExtension(ValidateProto.field).getRequired();
    }

    /// Both headers may quote their value.
    private static String unquoted(String text) {
        boolean quoted = text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"");
        return quoted ? text.substring(1, text.length() - 1) : text;
    }
}
