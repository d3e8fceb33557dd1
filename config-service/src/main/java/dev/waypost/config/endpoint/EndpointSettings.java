package dev.waypost.config.endpoint;

import dev.waypost.platform.settings.Doc;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/// What an endpoint gets when the caller names nothing else.
@ConfigurationProperties("waypost.config.endpoint")
public record EndpointSettings(
        @Bindable(defaultValue = "http://127.0.0.1:8081")
        @Doc("Public address of webhook-ingress; the webhook URLs that people give to providers begin with it.")
        String webhookBase,

        @Bindable(defaultValue = "v23.0") @Doc("Graph API version of Meta endpoints that name none.")
        String metaApiVersion,

        @Bindable(defaultValue = "10s") @Doc("How long a check of an endpoint may take in all.")
        Duration checkTimeout) {}
