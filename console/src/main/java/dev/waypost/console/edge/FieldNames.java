package dev.waypost.console.edge;

import dev.waypost.platform.fault.Fault;
import java.util.Map;

/// Says which JSON field a service means when it refuses a field of its contract.
///
/// @param renamed contract names that the JSON calls otherwise
/// @param camel whether the JSON writes all other names in camelCase
public record FieldNames(Map<String, String> renamed, boolean camel) {
    public static final FieldNames SAME = new FieldNames(Map.of(), false);

    public static FieldNames camelCase(Map<String, String> renamed) {
        return new FieldNames(renamed, true);
    }

    public static FieldNames snakeCase(Map<String, String> renamed) {
        return new FieldNames(renamed, false);
    }

    Fault translate(Fault fault) {
        if (!fault.hasViolations()) {
            return fault;
        }
        Fault translated = Fault.of(fault.reason()).detail(fault.text()).because(fault);
        fault.metadata().forEach(translated::with);
        fault.violations().forEach(v -> translated.violation(of(v.field()), v.description()));
        fault.retryAfter().ifPresent(translated::retryAfter);
        return translated;
    }

    private String of(String name) {
        String known = renamed.get(name);
        if (known != null) {
            return known;
        }
        if (!camel) {
            return name;
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            boolean raises = name.charAt(i) == '_' && i + 1 < name.length();
            text.append(raises ? Character.toUpperCase(name.charAt(++i)) : name.charAt(i));
        }
        return text.toString();
    }
}
