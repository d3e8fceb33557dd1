package dev.waypost.platform.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import dev.waypost.platform.fault.Fault.Violation;
import dev.waypost.proto.validate.v1.FieldRules;
import dev.waypost.proto.validate.v1.ValidateProto;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Checks a request against the rules that its contract states, and names every broken one.
///
/// Rules are compiled once per message type. Patterns are our own, never a caller's.
public final class FieldRulesPolicy {
    private static final int LONGEST_ID = 64;
    private static final Pattern E164 = Pattern.compile("\\+?[1-9][0-9]{6,14}");
    private static final long FIRST_SECOND = -62_135_596_800L;
    private static final long LAST_SECOND = 253_402_300_799L;
    private static final long LONGEST_SECONDS = 315_576_000_000L;
    private static final int LAST_NANO = 999_999_999;

    private record Rule(
            FieldDescriptor field,
            @Nullable FieldRules rules,
            @Nullable Pattern pattern) {}

    private static final Map<String, List<Rule>> COMPILED = new ConcurrentHashMap<>();

    private FieldRulesPolicy() {}

    public static List<Violation> violations(Message message) {
        var found = new ArrayList<Violation>();
        check(message, "", found);
        return found;
    }

    private static void check(Message message, String path, List<Violation> found) {
        Descriptor type = message.getDescriptorForType();
        for (Rule rule : COMPILED.computeIfAbsent(type.getFullName(), name -> compile(type))) {
            FieldDescriptor field = rule.field();
            if (field.isRepeated()) {
                checkItems(message, rule, path + field.getName(), found);
                continue;
            }
            boolean present = field.hasPresence()
                    ? message.hasField(field) && !isEmptied(message, field)
                    : !isDefault(message, field);
            if (!present) {
                if (rule.rules() != null && rule.rules().getRequired() && !isOneOfSeveral(message, field)) {
                    found.add(new Violation(path + field.getName(), "value: none (expected: one)"));
                }
                continue;
            }
            checkOne(message.getField(field), rule, path + field.getName(), found);
        }
    }

    private static void checkItems(Message message, Rule rule, String at, List<Violation> found) {
        int count = message.getRepeatedFieldCount(rule.field());
        @Nullable FieldRules rules = rule.rules();
        if (rules != null && rules.getRequired() && count == 0) {
            found.add(new Violation(at, "value: none (expected: at least one)"));
        }
        if (rules != null && rules.hasMaxItems() && count > rules.getMaxItems()) {
            found.add(new Violation(at, "value: " + count + " items (expected: at most " + rules.getMaxItems() + ")"));
            return;
        }
        for (int i = 0; i < count; i++) {
            Object item = message.getRepeatedField(rule.field(), i);
            if (rule.field().isMapField() && item instanceof Message entry) {
                Descriptor type = entry.getDescriptorForType();
                Object key = entry.getField(type.findFieldByNumber(1));
                String place = at + "[" + Violation.shown(String.valueOf(key)) + "]";
                if (checkReadable(key, place, found)) {
                    checkOne(entry.getField(type.findFieldByNumber(2)), rule, place, found);
                }
            } else {
                checkOne(item, rule, at + "[" + i + "]", found);
            }
        }
    }

    private static void checkOne(Object value, Rule rule, String at, List<Violation> found) {
        @Nullable FieldRules rules = rule.rules();
        if (value instanceof Message nested && !(nested instanceof Duration) && !(nested instanceof Timestamp)) {
            check(nested, at + ".", found);
            return;
        }
        if (!checkReadable(value, at, found) || rules == null) {
            return;
        }
        switch (value) {
            case Duration duration ->
                checkRange(duration.getSeconds() * 1000 + duration.getNanos() / 1_000_000, rules, at, found);
            case String text -> checkText(text, rules, rule.pattern(), at, found);
            case ByteString bytes -> checkLength(bytes.size(), "bytes", rules, at, found);
            case Integer number -> checkRange(number, rules, at, found);
            case Long number -> checkRange(number, rules, at, found);
            default -> {}
        }
    }

    /// Whether the value is one that can be kept at all, whatever the rules of its field.
    private static boolean checkReadable(Object value, String at, List<Violation> found) {
        @Nullable
        String wrong = switch (value) {
            // PostgreSQL keeps every character but this one. The text itself may be a secret.
            case String text when text.indexOf(0) >= 0 -> "value: a text with U+0000 (expected: a text without)";
            case Timestamp t
            when isOutside(t.getSeconds(), FIRST_SECOND, LAST_SECOND, t.getNanos(), 0) ->
                "value: second " + t.getSeconds() + " of Unix time (expected: a time of the years 1 to 9999)";
            case Duration d
            when isOutside(d.getSeconds(), -LONGEST_SECONDS, LONGEST_SECONDS, d.getNanos(), -LAST_NANO) ->
                "value: " + d.getSeconds() + " seconds (expected: at most 10000 years)";
            default -> null;
        };
        if (wrong != null) {
            found.add(new Violation(at, wrong));
        }
        return wrong == null;
    }

    private static boolean isOutside(long seconds, long first, long last, int nanos, int leastNanos) {
        return seconds < first || seconds > last || nanos < leastNanos || nanos > LAST_NANO;
    }

    private static void checkText(
            String text, FieldRules rules, @Nullable Pattern pattern, String at, List<Violation> found) {
        checkLength(text.codePointCount(0, text.length()), "characters", rules, at, found);
        if (rules.getId() && !isId(text)) {
            found.add(new Violation(at, shown(text) + " (expected: 1 to 64 letters, digits, '-' or '_')"));
        }
        if (rules.getE164() && !E164.matcher(text).matches()) {
            found.add(new Violation(at, "value: not shown (expected: a number like +491701234567)"));
        }
        if (rules.getUrl() && !isUrl(text)) {
            found.add(new Violation(at, shown(text) + " (expected: a URL like https://example.com/path)"));
        }
        if (pattern != null && !pattern.matcher(text).matches()) {
            found.add(new Violation(at, shown(text) + " (expected: " + pattern.pattern() + ")"));
        }
    }

    private static void checkLength(int length, String unit, FieldRules rules, String at, List<Violation> found) {
        if (rules.hasMinLen() && length < rules.getMinLen()) {
            found.add(new Violation(
                    at, "value: " + length + " " + unit + " (expected: at least " + rules.getMinLen() + ")"));
        }
        if (rules.hasMaxLen() && length > rules.getMaxLen()) {
            found.add(new Violation(
                    at, "value: " + length + " " + unit + " (expected: at most " + rules.getMaxLen() + ")"));
        }
    }

    private static void checkRange(long number, FieldRules rules, String at, List<Violation> found) {
        if (rules.hasMin() && number < rules.getMin()) {
            found.add(new Violation(at, "value: " + number + " (expected: at least " + rules.getMin() + ")"));
        }
        if (rules.hasMax() && number > rules.getMax()) {
            found.add(new Violation(at, "value: " + number + " (expected: at most " + rules.getMax() + ")"));
        }
    }

    /// An optional text that is set to nothing takes away what is stored; no rule is about that.
    private static boolean isEmptied(Message message, FieldDescriptor field) {
        return field.getJavaType() == JavaType.STRING
                && field.getRealContainingOneof() == null
                && isDefault(message, field);
    }

    /// Of a oneof that is required, one member is enough.
    private static boolean isOneOfSeveral(Message message, FieldDescriptor field) {
        OneofDescriptor oneof = field.getContainingOneof();
        return oneof != null
                && message.hasOneof(oneof)
                && !message.getOneofFieldDescriptor(oneof).equals(field);
    }

    private static boolean isDefault(Message message, FieldDescriptor field) {
        return message.getField(field).equals(field.getDefaultValue());
    }

    /// By hand: every request has a few ids, and a pattern costs ten times as much.
    private static boolean isId(String text) {
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            boolean good =
                    (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
            if (!good) {
                return false;
            }
        }
        return !text.isEmpty() && text.length() <= LONGEST_ID;
    }

    private static boolean isUrl(String text) {
        try {
            URI uri = new URI(text);
            return uri.getHost() != null && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()));
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static String shown(String text) {
        return "value: " + Violation.shown(text);
    }

    private static List<Rule> compile(Descriptor type) {
        return type.getFields().stream()
                .map(FieldRulesPolicy::compile)
                .filter(rule -> rule.rules() != null
                        || rule.field().getJavaType() == JavaType.MESSAGE
                        || rule.field().getJavaType() == JavaType.STRING)
                .toList();
    }

    private static Rule compile(FieldDescriptor field) {
        if (!field.getOptions().hasExtension(ValidateProto.field)) {
            return new Rule(field, null, null);
        }
        FieldRules rules = field.getOptions().getExtension(ValidateProto.field);
        return new Rule(field, rules, rules.getPattern().isEmpty() ? null : Pattern.compile(rules.getPattern()));
    }
}
