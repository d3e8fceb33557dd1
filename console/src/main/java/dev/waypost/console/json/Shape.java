package dev.waypost.console.json;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.waypost.proto.config.v1.CredentialState;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// How JSON writes one resource of a contract: reader, writer and document follow the same shape, so that they agree.
///
/// Whatever an answer carries may be sent back in a request; what the request's contract does not know of it is not
/// read.
public final class Shape {
    private final Descriptor resource;
    private final FieldNames names;
    private final Map<String, String> aliases;
    private final Set<String> hidden;
    private final Set<String> lower;
    private final Set<String> unread;
    private final Set<String> added;

    private Shape(
            Descriptor resource,
            FieldNames names,
            Map<String, String> aliases,
            Set<String> hidden,
            Set<String> lower,
            Set<String> unread,
            Set<String> added) {
        this.resource = resource;
        this.names = names;
        this.aliases = aliases;
        this.hidden = hidden;
        this.lower = lower;
        this.unread = unread;
        this.added = added;
    }

    public static Shape camelCase(Descriptor resource) {
        return new Shape(resource, FieldNames.camelCase(Map.of()), Map.of(), Set.of(), Set.of(), Set.of(), Set.of());
    }

    public static Shape snakeCase(Descriptor resource) {
        return new Shape(resource, FieldNames.snakeCase(Map.of()), Map.of(), Set.of(), Set.of(), Set.of(), Set.of());
    }

    /// JSON calls the field otherwise; the name is given in snake_case, whatever the JSON is in.
    public Shape rename(String contract, String json) {
        return new Shape(resource, names.with(contract, json), aliases, hidden, lower, unread, added);
    }

    /// An older name, in JSON, of another one.
    public Shape alias(String older, String json) {
        Map<String, String> more = new HashMap<>(aliases);
        more.put(older, json);
        return new Shape(resource, names, more, hidden, lower, unread, added);
    }

    /// The fields of a message within are written as if they were the resource's own.
    public Shape inline(String contract) {
        return new Shape(resource, names.inline(contract), aliases, hidden, lower, unread, added);
    }

    /// Fields of the contract that JSON does not have.
    public Shape hide(String... contract) {
        return new Shape(resource, names, aliases, plus(hidden, contract), lower, unread, added);
    }

    /// Enums that JSON writes like names and not in capitals.
    public Shape lower(String... contract) {
        return new Shape(resource, names, aliases, hidden, plus(lower, contract), unread, added);
    }

    /// A value, such as `role=draining`, that answers carry and that says nothing in a request.
    public Shape unread(String field, String value) {
        return new Shape(resource, names, aliases, hidden, lower, plus(unread, field + "=" + value), added);
    }

    /// Fields that the console adds to answers; in requests they are accepted and not read.
    public Shape add(String... json) {
        return new Shape(resource, names, aliases, hidden, lower, unread, plus(added, json));
    }

    public FieldNames names() {
        return names;
    }

    public Json write(Message message) {
        return new ShapeWriter(this).write(message);
    }

    /// Every name that a request of this contract may carry.
    public Set<String> known(Descriptor request) {
        Set<String> known = new TreeSet<>(jsonNames(request));
        known.addAll(jsonNames(resource));
        known.addAll(added);
        credentials(resource).forEach(field -> known.add(nameOf(field) + "_set"));
        known.addAll(aliases.keySet());
        return known;
    }

    /// The names of a request's own fields: those that are read.
    public Set<String> jsonNames(Descriptor message) {
        Set<String> found = new LinkedHashSet<>();
        for (FieldDescriptor field : message.getFields()) {
            if (hidden(field)) {
                continue;
            }
            if (inlined(field)) {
                found.addAll(jsonNames(field.getMessageType()));
            } else if (isCredential(field)) {
                found.add("credentials");
            } else {
                found.add(nameOf(field));
            }
        }
        return found;
    }

    public boolean hidden(FieldDescriptor field) {
        return hidden.contains(field.getName());
    }

    public boolean inlined(FieldDescriptor field) {
        return names.inlined().contains(field.getName());
    }

    public boolean lower(FieldDescriptor field) {
        return lower.contains(field.getName());
    }

    public String nameOf(FieldDescriptor field) {
        return names.of(field.getName());
    }

    boolean unread(FieldDescriptor field, String value) {
        return unread.contains(field.getName() + "=" + value);
    }

    public Map<String, String> aliases() {
        return aliases;
    }

    /// Whether JSON names are in camelCase.
    public boolean camel() {
        return names.camel();
    }

    /// Answers show of a secret only what is known of it.
    public static boolean isCredential(FieldDescriptor field) {
        return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
                && field.getMessageType().equals(CredentialState.getDescriptor());
    }

    public static Collection<FieldDescriptor> credentials(Descriptor message) {
        return message.getFields().stream().filter(Shape::isCredential).toList();
    }

    private static Set<String> plus(Set<String> some, String... more) {
        return Stream.concat(some.stream(), Stream.of(more)).collect(Collectors.toUnmodifiableSet());
    }
}
