package dev.waypost.console.json;

import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Writes and reads the values of a contract's enums, without the prefix that the contract gives them.
public final class Enums {
    private static final String NONE = "UNSPECIFIED";

    private Enums() {}

    /// The value's name; empty for the one that stands for none.
    public static String write(EnumValueDescriptor value, Shape shape, boolean lower) {
        if (value.getNumber() == 0 || value.getIndex() < 0) {
            return "";
        }
        String plain = value.getName().substring(prefix(value.getType()).length());
        return lower ? shape.names().dressed(plain.toLowerCase(Locale.ROOT)) : plain;
    }

    /// The value of that name, in any case and with or without underscores.
    public static Optional<EnumValueDescriptor> read(EnumDescriptor type, String text) {
        return type.getValues().stream()
                .filter(value -> value.getNumber() != 0)
                .filter(value ->
                        plain(value.getName().substring(prefix(type).length())).equals(plain(text)))
                .findFirst();
    }

    public static List<String> all(EnumDescriptor type, Shape shape, boolean lower) {
        return type.getValues().stream()
                .filter(value -> value.getNumber() != 0)
                .map(value -> write(value, shape, lower))
                .toList();
    }

    /// The names of all values, in capitals.
    public static List<String> names(EnumDescriptor type) {
        return type.getValues().stream()
                .filter(value -> value.getNumber() != 0)
                .map(value -> value.getName().substring(prefix(type).length()))
                .toList();
    }

    private static String prefix(EnumDescriptor type) {
        String first = type.getValues().getFirst().getName();
        return first.endsWith(NONE) ? first.substring(0, first.length() - NONE.length()) : "";
    }

    private static String plain(String name) {
        return name.replaceAll("[_-]", "").toLowerCase(Locale.ROOT);
    }
}
