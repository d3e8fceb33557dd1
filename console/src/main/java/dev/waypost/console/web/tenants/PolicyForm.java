package dev.waypost.console.web.tenants;

import static dev.waypost.console.web.html.Attr.attr;
import static dev.waypost.console.web.html.Attr.flag;
import static dev.waypost.console.web.html.Html.h;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Duration;
import dev.waypost.console.api.ProtoComments;
import dev.waypost.console.web.frame.Choices;
import dev.waypost.console.web.frame.Visit;
import dev.waypost.console.web.frame.Words;
import dev.waypost.console.web.html.Html;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.proto.config.v1.TenantPolicy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The policy of a tenant as a form. It follows the contract: a field that is added there is a field here, with the
/// contract's own words beside it.
final class PolicyForm {
    private static final Pattern LENGTH = Pattern.compile("([0-9]{1,9}) *(ms|s|m|min|h|d)");
    private static final Pattern NAME = Pattern.compile("`([a-z]+(?:_[a-z]+)+)`");
    private static final Map<String, Long> MILLIS =
            Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "min", 60_000L, "h", 3_600_000L, "d", 86_400_000L);

    /// Which settings belong together; what is named nowhere comes last.
    private static final Map<String, List<String>> GROUPS = new LinkedHashMap<>();

    static {
        GROUPS.put(
                "Sending",
                List.of(
                        "routing",
                        "rate_limit",
                        "rate_window",
                        "message_timeout",
                        "message_valid_for",
                        "when_unhealthy",
                        "when_blocked",
                        "when_unknown"));
        GROUPS.put(
                "Outside the 24-hour window",
                List.of("when_window_closed", "fallback_template", "fallback_template_language"));
        GROUPS.put(
                "Numbers and texts",
                List.of("default_country_code", "allowed_number_pattern", "suspicious_patterns", "time_zone"));
        GROUPS.put(
                "Health and failover",
                List.of(
                        "health_check_interval",
                        "unhealthy_after",
                        "healthy_after",
                        "failover_mode",
                        "failover_cooldown",
                        "max_failovers_per_hour",
                        "fail_back",
                        "alert_url"));
        GROUPS.put(
                "Sessions", List.of("auto_reconnect", "reconnect_interval", "max_reconnect_attempts", "user_lock_ttl"));
        GROUPS.put("Privacy", List.of("encrypt_texts", "retention"));
        GROUPS.put("Deliveries", List.of("webhook_retries"));
        GROUPS.put("Other", List.of());
    }

    private final ProtoComments comments = new ProtoComments();

    List<Html> fields(TenantPolicy policy, Visit visit, @Nullable Fault fault) {
        return GROUPS.entrySet().stream()
                .map(group -> {
                    List<FieldDescriptor> fields = TenantPolicy.getDescriptor().getFields().stream()
                            .filter(field -> groupOf(field).equals(group.getKey()))
                            .toList();
                    return fields.isEmpty()
                            ? Html.NONE
                            : h(
                                    "fieldset",
                                    h("legend", group.getKey()),
                                    h("div.grid", fields.stream().map(field -> field(field, policy, visit, fault))));
                })
                .toList();
    }

    /// Puts what the form says into the policy.
    ///
    /// @return the names of the fields that differ from what they were
    List<String> read(Visit visit, TenantPolicy.Builder policy) {
        Fault fault = Fault.of(Reason.FIELD_INVALID);
        List<String> changed = new ArrayList<>();
        for (FieldDescriptor field : TenantPolicy.getDescriptor().getFields()) {
            if (!visit.has(field.getName())) {
                continue;
            }
            String text = visit.field(field.getName());
            if (text.equals(text(field, policy.build()))) {
                continue;
            }
            changed.add(field.getName());
            read(field, text, policy, fault);
        }
        if (fault.hasViolations()) {
            throw fault;
        }
        return changed;
    }

    private static void read(FieldDescriptor field, String text, TenantPolicy.Builder policy, Fault fault) {
        if (text.isEmpty()) {
            policy.clearField(field);
            return;
        }
        if (field.isRepeated()) {
            policy.clearField(field);
            text.lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .forEach(line -> policy.addRepeatedField(field, line));
            return;
        }
        Optional<Object> value = switch (field.getJavaType()) {
            case STRING -> Optional.of(text);
            case BOOLEAN -> Optional.of(text.equals("true"));
            case INT -> text.matches("[0-9]{1,9}") ? Optional.of(Integer.parseInt(text)) : Optional.empty();
            case ENUM ->
                field.getEnumType().getValues().stream()
                        .filter(one -> Words.name(one).equals(text))
                        .findFirst()
                        .map(Object.class::cast);
            case MESSAGE -> length(text).map(Object.class::cast);
            default -> Optional.empty();
        };
        value.ifPresentOrElse(
                one -> policy.setField(field, one),
                () -> fault.violation(
                        "policy." + field.getName(),
                        "value: " + Fault.Violation.shown(text) + " (expected: "
                                + (field.getJavaType() == JavaType.INT
                                        ? "a whole number"
                                        : "a length such as 30s, 5m or 24h")
                                + ")"));
    }

    private static Optional<Duration> length(String text) {
        Matcher parts = LENGTH.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        long millis = Long.parseLong(parts.group(1)) * MILLIS.getOrDefault(parts.group(2), 1L);
        return Optional.of(Duration.newBuilder()
                .setSeconds(millis / 1_000)
                .setNanos((int) (millis % 1_000) * 1_000_000)
                .build());
    }

    /// What stands in the field for this value; empty for the default.
    private static String text(FieldDescriptor field, TenantPolicy policy) {
        if (field.isRepeated()) {
            var lines = (List<?>) policy.getField(field);
            return String.join("\n", lines.stream().map(String::valueOf).toList());
        }
        if (field.hasPresence() && !policy.hasField(field)) {
            return "";
        }
        return switch (policy.getField(field)) {
            case com.google.protobuf.Descriptors.EnumValueDescriptor value ->
                value.getNumber() == 0 ? "" : Words.name(value);
            case Duration length -> written(length);
            case Integer number -> number == 0 ? "" : number.toString();
            case Boolean yes -> field.hasPresence() || yes ? yes.toString() : "";
            case Object other -> String.valueOf(other);
        };
    }

    private static String written(Duration length) {
        long millis = length.getSeconds() * 1_000 + length.getNanos() / 1_000_000;
        return Map.of("d", 86_400_000L, "h", 3_600_000L, "m", 60_000L, "s", 1_000L).entrySet().stream()
                .filter(unit -> millis % unit.getValue() == 0 && millis >= unit.getValue())
                .max(Map.Entry.comparingByValue())
                .map(unit -> millis / unit.getValue() + unit.getKey())
                .orElse(millis + "ms");
    }

    private Html field(FieldDescriptor field, TenantPolicy policy, Visit visit, @Nullable Fault fault) {
        String name = field.getName();
        String value = fault != null && visit.has(name) ? visit.field(name) : text(field, policy);
        String hint = words(comments.of(field.getFile().getFullName(), field.getFullName()));
        boolean wrong = fault != null
                && fault.violations().stream().anyMatch(one -> one.field().endsWith(name));
        return h(
                field.isRepeated() ? "label.field.full" : "label.field",
                h("span.label", label(name)),
                control(field, name, value, wrong),
                hint.isEmpty() ? null : h("span.hint", hint));
    }

    /// Names of other settings as their labels say them.
    private static String words(String comment) {
        return NAME.matcher(comment)
                .replaceAll(name -> name.group(1).replace('_', ' '))
                .replace("`", "");
    }

    private static Html control(FieldDescriptor field, String name, String value, boolean wrong) {
        var invalid = wrong ? attr("aria-invalid", "true") : null;
        if (field.isRepeated()) {
            return h("textarea", attr("name", name), invalid, value);
        }
        Map<String, String> options = switch (field.getJavaType()) {
            case ENUM -> Choices.all(field.getEnumType(), "Default");
            case BOOLEAN -> {
                Map<String, String> yesNo = new LinkedHashMap<>();
                yesNo.put("", "Default");
                yesNo.put("true", "Yes");
                yesNo.put("false", "No");
                yield yesNo;
            }
            default -> Map.of();
        };
        if (!options.isEmpty()) {
            return h(
                    "select",
                    attr("name", name),
                    invalid,
                    options.entrySet().stream()
                            .map(option -> h(
                                    "option",
                                    attr("value", option.getKey()),
                                    flag("selected", option.getKey().equals(value)),
                                    option.getValue())));
        }
        return h(
                "input",
                attr("name", name),
                attr("value", value),
                attr("autocomplete", "off"),
                invalid,
                field.getJavaType() == JavaType.INT ? attr("inputmode", "numeric") : null,
                attr("placeholder", "default"));
    }

    private static String label(String name) {
        String words = name.replace('_', ' ').replaceAll(" url$", " URL").replace(" ttl", " time");
        return words.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + words.substring(1);
    }

    private static String groupOf(FieldDescriptor field) {
        return GROUPS.entrySet().stream()
                .filter(group -> group.getValue().contains(field.getName()))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("Other");
    }
}
