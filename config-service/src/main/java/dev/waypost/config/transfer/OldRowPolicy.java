package dev.waypost.config.transfer;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads one row of an older system: what is said twice or not understood is a problem, never a guess.
final class OldRowPolicy {
    private static final Map<String, String> PROVIDERS = Map.ofEntries(
            Map.entry("metacloud", "META_CLOUD"),
            Map.entry("meta", "META_CLOUD"),
            Map.entry("cloud", "META_CLOUD"),
            Map.entry("cloudapi", "META_CLOUD"),
            Map.entry("official", "META_CLOUD"),
            Map.entry("whatsappcloud", "META_CLOUD"),
            Map.entry("whatsappcloudapi", "META_CLOUD"),
            Map.entry("waha", "WAHA"),
            Map.entry("gowa", "GOWA"),
            Map.entry("multidevice", "GOWA"),
            Map.entry("whatsappwebmultidevice", "GOWA"),
            Map.entry("gowhatsappwebmultidevice", "GOWA"),
            Map.entry("evolution", "EVOLUTION"),
            Map.entry("evolutionapi", "EVOLUTION"));

    private OldRowPolicy() {}

    static OldRow read(OldRows.Raw raw) {
        var values = new EnumMap<OldColumn, String>(OldColumn.class);
        var problems = new ArrayList<String>();
        if (!raw.problem().isEmpty()) {
            problems.add(raw.problem());
        }
        raw.values()
                .forEach((name, value) -> OldColumn.of(name)
                        .filter(column -> column != OldColumn.IGNORED && !value.isBlank())
                        .ifPresent(column -> {
                            @Nullable String before = values.put(column, value.strip());
                            if (before != null && !before.equals(value.strip())) {
                                problems.add(column.name().toLowerCase(Locale.ROOT) + ": said twice, differently");
                            }
                        }));
        if (raw.problem().isEmpty() && !values.containsKey(OldColumn.TENANT_ID)) {
            problems.add("tenant_id: value: none (expected: one)");
        }
        return new OldRow(
                raw.position(),
                text(values, OldColumn.TENANT_ID),
                text(values, OldColumn.ENDPOINT_ID),
                text(values, OldColumn.NAME),
                provider(values, problems),
                text(values, OldColumn.API_URL),
                text(values, OldColumn.API_KEY),
                text(values, OldColumn.API_VERSION),
                text(values, OldColumn.WEBHOOK_URL),
                text(values, OldColumn.WEBHOOK_SECRET),
                text(values, OldColumn.PHONE_NUMBER_ID),
                text(values, OldColumn.WABA_ID),
                text(values, OldColumn.APP_ID),
                text(values, OldColumn.SESSION),
                flag(values, OldColumn.IS_PRIMARY, problems),
                number(values, problems),
                !Boolean.FALSE.equals(flag(values, OldColumn.IS_ACTIVE, problems)),
                String.join("; ", problems));
    }

    private static String provider(Map<OldColumn, String> values, List<String> problems) {
        String said = text(values, OldColumn.PROVIDER);
        if (said.isEmpty()) {
            return "";
        }
        @Nullable String known = PROVIDERS.get(said.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", ""));
        if (known == null) {
            problems.add("provider: value: " + cut(said) + " (expected: META_CLOUD, WAHA, GOWA or EVOLUTION)");
            return "";
        }
        return known;
    }

    private static @Nullable Boolean flag(Map<OldColumn, String> values, OldColumn column, List<String> problems) {
        String said = text(values, column).toLowerCase(Locale.ROOT);
        return switch (said) {
            case "" -> null;
            case "true", "t", "1", "yes", "y" -> true;
            case "false", "f", "0", "no", "n" -> false;
            default -> {
                problems.add(column.name().toLowerCase(Locale.ROOT) + ": value: " + cut(said)
                        + " (expected: true or false)");
                yield null;
            }
        };
    }

    private static @Nullable Integer number(Map<OldColumn, String> values, List<String> problems) {
        String said = text(values, OldColumn.PRIORITY);
        try {
            return said.isEmpty() ? null : Integer.valueOf(said);
        } catch (NumberFormatException e) {
            problems.add("priority: value: " + cut(said) + " (expected: a whole number)");
            return null;
        }
    }

    private static String text(Map<OldColumn, String> values, OldColumn column) {
        return values.getOrDefault(column, "");
    }

    private static String cut(String text) {
        return (text.length() > 64 ? text.substring(0, 64) : text).replaceAll("[^\\x20-\\x7e]", "?");
    }
}
