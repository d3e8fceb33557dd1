package dev.waypost.console.web.frame;

import dev.waypost.platform.settings.Doc;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;

/// Where people look at traces.
@ConfigurationProperties("waypost.console.traces")
public record TraceSettings(
        @Bindable(defaultValue = "")
        @Doc(
                "Where one trace is shown, with {trace_id} in it, such as https://zipkin.example.com/zipkin/traces/{trace_id};"
                        + " messages and events link there. Empty: no link.")
        String url) {
    static final String ID = "{trace_id}";

    public TraceSettings {
        if (!url.isEmpty() && !(url.matches("https?://\\S+") && url.contains(ID))) {
            throw new IllegalArgumentException(
                    "waypost.console.traces.url: value: " + url + " (expected: a URL with " + ID + " in it)");
        }
    }
}
