package dev.waypost.console.web.health;

import static dev.waypost.console.web.html.Html.h;

import dev.waypost.console.web.frame.Link;
import dev.waypost.console.web.frame.Parts;
import dev.waypost.console.web.frame.Parts.Tone;
import dev.waypost.console.web.frame.Words;
import dev.waypost.console.web.html.Html;
import dev.waypost.proto.health.v1.AlertSeverity;

/// What alerts are called, and how they look.
public final class AlertWords {
    private AlertWords() {}

    public static Html severity(AlertSeverity severity) {
        String word = Words.plain(severity);
        return switch (severity) {
            case ALERT_SEVERITY_CRITICAL -> Parts.badge(Tone.BAD, word);
            case ALERT_SEVERITY_WARNING -> Parts.badge(Tone.WARN, word);
            default -> Parts.badge(Tone.IDLE, word);
        };
    }

    public static Html tenant(String tenantId) {
        return tenantId.isEmpty()
                ? h("span.soft", "–")
                : Parts.link(Link.to("tenants", tenantId), h("span.mono", Html.theirs(tenantId)));
    }
}
