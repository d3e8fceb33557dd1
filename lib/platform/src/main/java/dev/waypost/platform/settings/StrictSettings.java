package dev.waypost.platform.settings;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.Environment;
import io.micronaut.context.env.PropertySource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Refuses to start on a setting nobody reads or a value nobody can parse.
///
/// Micronaut ignores the first and silently falls back to the default on the second; both have cost people nights.
public final class StrictSettings {
    private static final Set<String> SERVICES = Set.of("config", "send", "ingress", "health", "console", "simulator");
    /// Read by the launcher and by commands, not by a service.
    private static final Set<String> LAUNCHER = Set.of(
            "WAYPOST_ADMIN_KEY",
            "WAYPOST_URL",
            "WAYPOST_KEY",
            "WAYPOST_TOOLS",
            "WAYPOST_CACHE",
            "WAYPOST_SIMULATOR_PORT",
            "WAYPOST_JAVA_OPTS");

    private StrictSettings() {}

    public static List<String> problems(ApplicationContext context, String service) {
        Map<String, KnownSetting> byKey = new TreeMap<>();
        Map<String, KnownSetting> byEnvironmentName = new TreeMap<>();
        for (KnownSetting setting : KnownSetting.of(context)) {
            byKey.put(setting.key(), setting);
            byEnvironmentName.put(setting.environmentName(), setting);
        }
        var problems = new ArrayList<String>();
        Environment environment = context.getEnvironment();
        for (PropertySource source : environment.getPropertySources()) {
            for (String name : source) {
                if (name.startsWith("WAYPOST_")) {
                    if (!byEnvironmentName.containsKey(name)
                            && !LAUNCHER.contains(name)
                            && !ofAnotherService(name.substring(8).toLowerCase(java.util.Locale.ROOT), "_", service)) {
                        problems.add(unknown(name, byEnvironmentName.keySet()));
                    }
                } else if (name.startsWith("waypost.")
                        && !name.equals("waypost.service")
                        && !name.startsWith("waypost.root")
                        && !byKey.containsKey(unindexed(name))
                        && !ofAnotherService(name.substring(8), ".", service)) {
                    problems.add(unknown(name, byKey.keySet()));
                }
            }
        }
        byKey.values()
                .forEach(setting -> environment
                        .getProperty(setting.key(), String.class)
                        .filter(value -> !value.isEmpty())
                        .filter(value -> unreadable(context, setting, value))
                        .ifPresent(value -> problems.add("setting " + setting.key() + " cannot be read: value: "
                                + (setting.isSecret() ? "[set]" : value) + " (expected: " + shape(setting.type())
                                + ")")));
        return problems.stream().distinct().toList();
    }

    private static boolean unreadable(ApplicationContext context, KnownSetting setting, String value) {
        if (setting.type() == boolean.class || setting.type() == Boolean.class) {
            return !value.equals("true") && !value.equals("false");
        }
        return context.getConversionService().convert(value, setting.type()).isEmpty();
    }

    private static boolean ofAnotherService(String rest, String separator, String service) {
        return SERVICES.stream().anyMatch(other -> !other.equals(service) && rest.startsWith(other + separator));
    }

    private static String unindexed(String name) {
        int bracket = name.indexOf('[');
        return bracket < 0 ? name : name.substring(0, bracket);
    }

    private static String unknown(String name, Set<String> known) {
        String nearest = "";
        int best = Math.max(3, name.length() / 4);
        for (String candidate : known) {
            int distance = distance(name, candidate);
            if (distance < best) {
                best = distance;
                nearest = candidate;
            }
        }
        return "unknown setting " + name
                + (nearest.isEmpty() ? " (docs/settings.md lists what there is)" : "; did you mean " + nearest + "?");
    }

    private static String shape(Class<?> type) {
        return switch (type.getSimpleName()) {
            case "int", "Integer", "long", "Long" -> "a whole number, like 10";
            case "double", "Double" -> "a number, like 0.5";
            case "boolean", "Boolean" -> "true or false";
            case "Duration" -> "a duration, like 30s or 5m";
            default -> type.isEnum() ? "one of " + List.of(type.getEnumConstants()) : "a " + type.getSimpleName();
        };
    }

    /// How many letters must change to turn one name into the other.
    static int distance(String from, String to) {
        int[] previous = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int[] current = new int[to.length() + 1];
            current[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int change = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
                current[j] = Math.min(Math.min(current[j - 1], previous[j]) + 1, previous[j - 1] + change);
            }
            previous = current;
        }
        return previous[to.length()];
    }
}
