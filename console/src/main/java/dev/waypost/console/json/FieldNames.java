package dev.waypost.console.json;

import dev.waypost.platform.fault.Fault;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Says what JSON calls the fields of a contract, in requests, answers and violations alike.
///
/// @param renamed contract names, or whole paths of them, that JSON calls otherwise
/// @param inlined messages whose fields JSON writes as if they were their holder's
/// @param camel whether JSON writes names in camelCase
public record FieldNames(Map<String, String> renamed, Set<String> inlined, boolean camel) {
    public static final FieldNames SAME = new FieldNames(Map.of(), Set.of(), false);
    private static final Map<String, String> EVERYWHERE = Map.ofEntries(
            Map.entry("create_time", "created_at"),
            Map.entry("update_time", "updated_at"),
            Map.entry("end_time", "ended_at"),
            Map.entry("expire_time", "expires_at"),
            Map.entry("revoke_time", "revoked_at"),
            Map.entry("last_use_time", "last_used_at"),
            Map.entry("purge_time", "purge_at"),
            Map.entry("from_time", "from"),
            Map.entry("until_time", "until"),
            Map.entry("expected_revision", "revision"));

    public static FieldNames camelCase(Map<String, String> renamed) {
        return new FieldNames(renamed, Set.of(), true);
    }

    public static FieldNames snakeCase(Map<String, String> renamed) {
        return new FieldNames(renamed, Set.of(), false);
    }

    FieldNames with(String contract, String json) {
        Map<String, String> more = new HashMap<>(renamed);
        more.put(contract, json);
        return new FieldNames(Map.copyOf(more), inlined, camel);
    }

    FieldNames inline(String contract) {
        return new FieldNames(
                renamed, Stream.concat(inlined.stream(), Stream.of(contract)).collect(Collectors.toSet()), camel);
    }

    /// The fault with its violations named as the caller wrote the fields.
    public Fault translate(Fault fault) {
        if (!fault.hasViolations()) {
            return fault;
        }
        Fault translated = Fault.of(fault.reason()).detail(fault.text()).because(fault);
        fault.metadata().forEach(translated::with);
        fault.violations().forEach(v -> translated.violation(of(v.field()), v.description()));
        fault.retryAfter().ifPresent(translated::retryAfter);
        return translated;
    }

    /// What JSON calls a field, or a path such as `draft.api_url` or `tenant_ids[3]`.
    public String of(String path) {
        String whole = renamed.get(path);
        if (whole != null) {
            return dressed(whole);
        }
        String[] parts = path.split("\\.", -1);
        String named = Arrays.stream(parts)
                .filter(part -> parts.length == 1 || !inlined.contains(part))
                .map(this::part)
                .collect(Collectors.joining("."));
        return named.isEmpty() ? path : named;
    }

    private String part(String part) {
        int index = part.indexOf('[');
        String name = index < 0 ? part : part.substring(0, index);
        String known = renamed.getOrDefault(name, EVERYWHERE.getOrDefault(name, name));
        return dressed(known) + (index < 0 ? "" : part.substring(index));
    }

    String dressed(String name) {
        if (!camel) {
            return name;
        }
        StringBuilder dressed = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '_' && i + 1 < name.length()) {
                i++;
                dressed.append(Character.toUpperCase(name.charAt(i)));
            } else {
                dressed.append(c);
            }
        }
        return dressed.toString();
    }
}
