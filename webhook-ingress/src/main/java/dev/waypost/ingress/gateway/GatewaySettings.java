package dev.waypost.ingress.gateway;

import dev.waypost.platform.settings.Doc;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/// How messages of shared numbers are routed.
@ConfigurationProperties("waypost.ingress.gateway")
public record GatewaySettings(
        @Bindable(defaultValue = "") @Doc("The gateway that /webhook/waha is for; empty: the only one there is.")
        String defaultId,

        @Bindable(defaultValue = "100000") @Doc("Users whose locks are kept in memory, as a guess to begin with.")
        int remembered,

        @Bindable(defaultValue = "8d") @Doc("How long a message that comes again is recognised.")
        Duration recognised,

        @Bindable(defaultValue = "1m") @Doc("Time between two removals of expired locks.")
        Duration sweep,

        @Bindable(defaultValue = "5s") @Doc("How old the counts of locks in the answer to /health may be.")
        Duration counted) {}
