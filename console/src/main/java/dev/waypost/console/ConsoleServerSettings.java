package dev.waypost.console;

import dev.waypost.console.edge.TenantId;
import dev.waypost.platform.settings.Doc;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/// Where the console listens, and how long it waits for others.
@ConfigurationProperties("waypost.console")
public record ConsoleServerSettings(
        @Bindable(defaultValue = "8080") @Doc("Port of the HTTP/JSON API and the web page.")
        int port,

        @Bindable(defaultValue = "8105") @Doc("Port of liveness, readiness and metrics.")
        int opsPort,

        @Bindable(defaultValue = "4s") @Doc("How long /admin/health waits for each process.")
        Duration healthTimeout,

        @Bindable(defaultValue = "")
        @Doc("The tenant of sends that name none: single-tenant mode. Empty: a send must name its tenant.")
        String defaultTenant) {
    public ConsoleServerSettings {
        if (!defaultTenant.isEmpty() && !TenantId.isValid(defaultTenant)) {
            throw new IllegalArgumentException(
                    "waypost.console.default-tenant: value: " + defaultTenant + " (expected: " + TenantId.FORM + ")");
        }
    }
}
