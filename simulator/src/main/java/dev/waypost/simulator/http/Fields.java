package dev.waypost.simulator.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads the fields of one control object and refuses, in one line, what does not fit.
///
/// Call [#noOthers()] when all fields were asked for: a misspelled name must not pass silently.
public final class Fields {
    private final ObjectNode object;
    private final String prefix;
    private final TreeSet<String> known = new TreeSet<>();

    public Fields(ObjectNode object) {
        this(object, "");
    }

    private Fields(ObjectNode object, String prefix) {
        this.object = object;
        this.prefix = prefix;
    }

    public String text(String name, Pattern shape, String expected) {
        return optionalText(name, shape, expected)
                .orElseThrow(() -> new BadInput(prefix + name + ": missing (expected: " + expected + ")"));
    }

    public Optional<String> optionalText(String name, Pattern shape, String expected) {
        JsonNode node = value(name);
        if (node == null) {
            return Optional.empty();
        }
        if (!node.isTextual() || !shape.matcher(node.textValue()).matches()) {
            throw refused(name, node, expected);
        }
        return Optional.of(node.textValue());
    }

    public OptionalInt optionalInt(String name, int least, int most) {
        JsonNode node = value(name);
        if (node == null) {
            return OptionalInt.empty();
        }
        if (!node.isIntegralNumber() || !node.canConvertToInt() || node.intValue() < least || node.intValue() > most) {
            throw refused(name, node, "a whole number from " + least + " to " + most);
        }
        return OptionalInt.of(node.intValue());
    }

    /// A switch that is off when absent.
    public boolean flag(String name) {
        JsonNode node = value(name);
        if (node == null) {
            return false;
        }
        if (!node.isBoolean()) {
            throw refused(name, node, "true or false");
        }
        return node.booleanValue();
    }

    /// One of a set of names, whatever its letters.
    public <E extends Enum<E>> Optional<E> optionalName(String name, Class<E> type) {
        JsonNode node = value(name);
        return node == null ? Optional.empty() : Optional.of(constant(name, node, type));
    }

    /// A list of names out of a set, in the order given.
    public <E extends Enum<E>> Optional<List<E>> optionalNames(String name, Class<E> type) {
        JsonNode node = value(name);
        if (node == null) {
            return Optional.empty();
        }
        if (!node.isArray()) {
            throw refused(name, node, "a list of " + names(type));
        }
        List<E> all = new ArrayList<>();
        node.forEach(each -> all.add(constant(name, each, type)));
        return Optional.of(List.copyOf(all));
    }

    public Optional<ObjectNode> optionalObject(String name) {
        JsonNode node = value(name);
        if (node == null) {
            return Optional.empty();
        }
        if (!(node instanceof ObjectNode found)) {
            throw refused(name, node, "an object");
        }
        return Optional.of(found);
    }

    /// The fields of an object inside this one; an absent object has none.
    public Fields inside(String name) {
        return new Fields(optionalObject(name).orElseGet(Json::object), prefix + name + ".");
    }

    /// The objects of a required list.
    public List<Fields> list(String name) {
        JsonNode node = value(name);
        if (node == null || !node.isArray()) {
            throw node == null
                    ? new BadInput(prefix + name + ": missing (expected: a list of objects)")
                    : refused(name, node, "a list of objects");
        }
        List<Fields> all = new ArrayList<>();
        for (JsonNode each : node) {
            String at = name + "[" + all.size() + "]";
            if (!(each instanceof ObjectNode item)) {
                throw refused(at, each, "an object");
            }
            all.add(new Fields(item, prefix + at + "."));
        }
        return all;
    }

    public void noOthers() {
        object.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw new BadInput(prefix + name + ": not known (expected one of: " + String.join(", ", known) + ")");
            }
        });
    }

    private @Nullable JsonNode value(String name) {
        known.add(name);
        JsonNode node = object.get(name);
        return node == null || node.isNull() ? null : node;
    }

    private <E extends Enum<E>> E constant(String name, JsonNode node, Class<E> type) {
        for (E constant : type.getEnumConstants()) {
            if (node.isTextual() && constant.name().equalsIgnoreCase(node.textValue())) {
                return constant;
            }
        }
        throw refused(name, node, "one of " + names(type));
    }

    private static <E extends Enum<E>> String names(Class<E> type) {
        List<String> names = new ArrayList<>();
        for (E constant : type.getEnumConstants()) {
            names.add(constant.name().toLowerCase(Locale.ROOT));
        }
        return String.join(", ", names);
    }

    private BadInput refused(String name, JsonNode node, String expected) {
        return new BadInput(prefix + name + ": " + Json.shown(node) + " (expected: " + expected + ")");
    }
}
