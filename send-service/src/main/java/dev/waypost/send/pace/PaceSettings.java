package dev.waypost.send.pace;

import dev.waypost.platform.settings.Doc;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/// How fast messages go.
@ConfigurationProperties("waypost.send.pace")
public record PaceSettings(
        @Bindable(defaultValue = "50")
        @Doc("Share of every limit, in percent, that one process grants itself while Redis is away.")
        int localSharePercent,

        @Bindable(defaultValue = "80") @Doc("Messages per second through one Meta number.")
        int metaPerSecond,

        @Bindable(defaultValue = "1000") @Doc("Messages per second through a number that Meta has raised.")
        int metaHighPerSecond,

        @Bindable(defaultValue = "6s") @Doc("Time per message between one Meta number and one user.")
        Duration metaPairInterval,

        @Bindable(defaultValue = "45") @Doc("Messages to one user that may go at once before that.")
        int metaPairBurst,

        @Bindable(defaultValue = "60") @Doc("Messages per minute through one number of a self-hosted gateway.")
        int gatewayPerMinute,

        @Bindable(defaultValue = "10") @Doc("Messages that may go at once through such a number.")
        int gatewayBurst,

        @Bindable(defaultValue = "100")
        @Doc("Messages per second to one self-hosted gateway's server, of all tenants together.")
        int serverPerSecond,

        @Bindable(defaultValue = "250")
        @Doc("Users a day whom a self-hosted gateway's number may write to first; 0 for no bound.")
        int newContactsPerDay,

        @Bindable(defaultValue = "7")
        @Doc("Days in which a new number of a self-hosted gateway reaches that bound; it begins with a share of it.")
        int warmUpDays) {}
