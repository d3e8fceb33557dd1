package dev.waypost.config.tenant;

import com.google.re2j.PatternSyntaxException;
import dev.waypost.configclient.TenantPolicy;
import dev.waypost.platform.fault.Fault;
import java.time.ZoneId;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// What must hold of a tenant before it is stored, beyond the contract's field rules; all that is wrong is said at
/// once.
final class TenantRules {
    private static final int LONGEST_NAME = 256;
    private static final int MOST_LABELS = 64;
    private static final int LONGEST_LABEL = 256;
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9_./-]{0,61}[a-z0-9])?");
    private static final Pattern LANGUAGE = Pattern.compile("[a-z]{2,3}(_[A-Za-z]{2,4})?");
    private static final Pattern COUNTRY_CODE = Pattern.compile("[1-9][0-9]{0,3}");
    private static final Pattern TEMPLATE = Pattern.compile("[A-Za-z0-9_]{1,512}");
    private static final Set<String> ZONES = ZoneId.getAvailableZoneIds();

    private TenantRules() {}

    /// Adds a violation for everything that is wrong.
    ///
    /// @param at where in the request the draft stands, such as `tenant.`
    static void check(Fault violations, String at, TenantDraft draft) {
        checkName(violations, at + "name", draft.name());
        checkLabels(violations, at + "labels", draft.labels());
        checkPolicy(violations, at + "policy.", draft.policy());
    }

    private static void checkName(Fault violations, String field, String name) {
        int length = name.codePointCount(0, name.length());
        if (length > LONGEST_NAME) {
            violations.violation(field, "value: " + length + " characters (expected: at most " + LONGEST_NAME + ")");
        }
        if (name.isBlank() || name.codePoints().anyMatch(TenantRules::isInvisible)) {
            violations.violation(field, "value: " + Fault.Violation.shown(name) + " (expected: visible characters)");
        }
    }

    /// Control and format characters: they reorder or hide what a person reads.
    private static boolean isInvisible(int character) {
        int type = Character.getType(character);
        return type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR
                || type == Character.SURROGATE
                || type == Character.UNASSIGNED;
    }

    private static void checkLabels(Fault violations, String field, Map<String, String> labels) {
        if (labels.size() > MOST_LABELS) {
            violations.violation(field, "value: " + labels.size() + " items (expected: at most " + MOST_LABELS + ")");
        }
        labels.forEach((key, value) -> {
            if (!LABEL.matcher(key).matches()) {
                violations.violation(
                        field,
                        "key: " + Fault.Violation.shown(key)
                                + " (expected: 1 to 63 of a-z 0-9 _ . / -, beginning and ending with a letter or digit)");
            } else if (value.length() > LONGEST_LABEL) {
                violations.violation(
                        field + "[" + key + "]",
                        "value: " + value.length() + " characters (expected: at most " + LONGEST_LABEL + ")");
            }
        });
    }

    private static void checkPolicy(Fault violations, String at, TenantPolicy policy) {
        checkPattern(violations, at + "allowed_number_pattern", policy.allowedNumberPattern());
        for (int i = 0; i < policy.suspiciousPatterns().size(); i++) {
            String field = at + "suspicious_patterns[" + i + "]";
            String pattern = policy.suspiciousPatterns().get(i);
            if (pattern.isEmpty()) {
                violations.violation(
                        field, "value: empty (expected: a pattern; an empty one would hold every message)");
            }
            checkPattern(violations, field, pattern);
        }
        if (!ZONES.contains(policy.timeZone())) {
            violations.violation(
                    at + "time_zone",
                    "value: " + Fault.Violation.shown(policy.timeZone())
                            + " (expected: an IANA time zone, as Europe/Berlin)");
        }
        matches(violations, at + "default_country_code", policy.defaultCountryCode(), COUNTRY_CODE, "digits, as 49");
        matches(violations, at + "fallback_template", policy.fallbackTemplate(), TEMPLATE, "letters, digits and '_'");
        matches(
                violations,
                at + "fallback_template_language",
                policy.fallbackTemplateLanguage(),
                LANGUAGE,
                "a language, as en_US");
        if (policy.whenWindowClosed().equals("TEMPLATE")) {
            if (policy.fallbackTemplate().isEmpty()) {
                violations.violation(
                        at + "fallback_template",
                        "value: none (expected: a template's name, for when_window_closed TEMPLATE)");
            }
            if (policy.fallbackTemplateLanguage().isEmpty()) {
                violations.violation(
                        at + "fallback_template_language",
                        "value: none (expected: the template's language, for when_window_closed TEMPLATE)");
            }
        }
    }

    /// A pattern runs over what strangers write: only a matcher whose time grows with the text alone may take it.
    private static void checkPattern(Fault violations, String field, String pattern) {
        if (!PatternPolicy.isSmall(pattern)) {
            violations.violation(
                    field,
                    "value: " + Fault.Violation.shown(pattern) + " (expected: repetitions that unroll to at most "
                            + PatternPolicy.MOST_STEPS + " steps)");
            return;
        }
        try {
            com.google.re2j.Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            violations.violation(
                    field,
                    "value: " + Fault.Violation.shown(pattern) + " (expected: an RE2 regular expression; "
                            + Fault.Violation.shown(e.getDescription()) + ")");
        }
    }

    private static void matches(Fault violations, String field, String value, Pattern rule, String expected) {
        if (!value.isEmpty() && !rule.matcher(value).matches()) {
            violations.violation(field, "value: " + Fault.Violation.shown(value) + " (expected: " + expected + ")");
        }
    }
}
