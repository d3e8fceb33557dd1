package dev.waypost.console.web.frame;

import com.google.protobuf.Descriptors.EnumDescriptor;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/// The values of a contract's enum as something to choose from.
public final class Choices {
    private Choices() {}

    /// All values, by what a form sends for them.
    ///
    /// @param none what stands for choosing none
    public static Map<String, String> all(EnumDescriptor type, String none) {
        Map<String, String> choices = new LinkedHashMap<>();
        choices.put("", none);
        type.getValues().stream().filter(value -> value.getNumber() != 0).forEach(value -> {
            String words = Words.name(value).toLowerCase(Locale.ROOT).replace('_', ' ');
            choices.put(Words.name(value), words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1));
        });
        return choices;
    }

    /// The value that a form or an address names; `otherwise` for none and for what is no value.
    public static <E extends Enum<E>> E read(Class<E> type, String name, E otherwise) {
        return name.isEmpty()
                ? otherwise
                : Stream.of(type.getEnumConstants())
                        .filter(value -> value.name().endsWith("_" + name))
                        .findFirst()
                        .orElse(otherwise);
    }
}
