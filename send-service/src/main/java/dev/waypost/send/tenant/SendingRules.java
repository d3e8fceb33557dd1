package dev.waypost.send.tenant;

import com.google.re2j.Pattern;
import dev.waypost.configclient.TenantPolicy;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a tenant lets its callers send, and how fast. Patterns are RE2: their time grows with the text alone.
///
/// @param rateLimit messages per `rateWindow`
/// @param fallbackTemplate name of the template that stands in when the window is closed
/// @param allowedNumbers what a recipient's number must match; null allows all
/// @param countryCode digits put before national numbers; empty takes none
/// @param suspicious texts that are held for a person
/// @param encryptsTexts whether what messages say is sealed where it is stored
/// @param retention how long a settled message is kept with what it said
public record SendingRules(
        int rateLimit,
        Duration rateWindow,
        WindowRule window,
        String fallbackTemplate,
        String fallbackLanguage,
        @Nullable Pattern allowedNumbers,
        String countryCode,
        List<Pattern> suspicious,
        boolean encryptsTexts,
        Duration retention) {
    public static final SendingRules DEFAULTS = of(TenantPolicy.DEFAULTS);

    /// What becomes of a free-form message to a user who has not written for a day.
    public enum WindowRule {
        SEND,
        REJECT,
        TEMPLATE
    }

    public SendingRules {
        suspicious = List.copyOf(suspicious);
    }

    static SendingRules of(TenantPolicy policy) {
        return new SendingRules(
                policy.rateLimit(),
                policy.rateWindow(),
                window(policy.whenWindowClosed()),
                policy.fallbackTemplate(),
                policy.fallbackTemplateLanguage(),
                policy.allowedNumberPattern().isEmpty() ? null : Pattern.compile(policy.allowedNumberPattern()),
                policy.defaultCountryCode(),
                policy.suspiciousPatterns().stream().map(Pattern::compile).toList(),
                policy.encryptTexts(),
                policy.retention());
    }

    /// A number is written with and without its plus in patterns that tenants bring along.
    public boolean allows(String recipient) {
        Pattern pattern = allowedNumbers;
        return pattern == null
                || pattern.matcher(recipient).find()
                || (recipient.startsWith("+")
                        && pattern.matcher(recipient.substring(1)).find());
    }

    public boolean isSuspicious(String text) {
        return suspicious.stream().anyMatch(pattern -> pattern.matcher(text).find());
    }

    /// A value newer than this code is left to the provider, as the default is.
    private static WindowRule window(String name) {
        return switch (name) {
            case "REJECT" -> WindowRule.REJECT;
            case "TEMPLATE" -> WindowRule.TEMPLATE;
            default -> WindowRule.SEND;
        };
    }
}
