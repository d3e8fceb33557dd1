package dev.waypost.ingress.origin;

import dev.waypost.platform.settings.Doc;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;

/// Whose word counts for where a webhook comes from.
@ConfigurationProperties("waypost.ingress.origin")
public record OriginSettings(
        @Bindable(defaultValue = "")
        @Doc("Networks of the proxies in front, like 10.0.0.0/8: only from them does X-Forwarded-For count. Without"
                + " any, the socket's address does.")
        String trustedProxies) {}
