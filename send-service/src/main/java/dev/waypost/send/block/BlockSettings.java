package dev.waypost.send.block;

import dev.waypost.platform.settings.Doc;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/// How block lists are remembered.
@ConfigurationProperties("waypost.send.block")
record BlockSettings(
        @Bindable(defaultValue = "4000000") @Doc("Blocked numbers of all tenants in memory; each takes 8 bytes.")
        long rememberedNumbers,

        @Bindable(defaultValue = "200000")
        @Doc("Tenants with more blocked numbers than this are asked for in the database, in the accepting transaction.")
        int rememberedPerTenant,

        @Bindable(defaultValue = "1s") @Doc("How soon a number that another process blocked is known here.")
        Duration refresh) {}
