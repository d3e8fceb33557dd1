package dev.waypost.console.web.frame;

import static dev.waypost.console.web.html.Attr.attr;
import static dev.waypost.console.web.html.Attr.href;
import static dev.waypost.console.web.html.Html.h;

import dev.waypost.console.web.html.Html;
import jakarta.inject.Singleton;

/// The way from a trace's id to where it is shown, when operators said where that is.
@Singleton
public final class TraceLinks {
    private final TraceSettings settings;

    TraceLinks(TraceSettings settings) {
        this.settings = settings;
    }

    public Html of(String traceId) {
        return settings.url().isEmpty() || !traceId.matches("[0-9a-f]{16,32}")
                ? Parts.mono(traceId)
                : h(
                        "a.mono",
                        href(settings.url().replace(TraceSettings.ID, traceId)),
                        attr("rel", "noreferrer"),
                        attr("title", "Show this trace"),
                        traceId);
    }
}
