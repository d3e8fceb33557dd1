package dev.waypost.platform.boot;

import dev.waypost.platform.settings.Doc;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

@ConfigurationProperties("waypost.toy")
record ToySettings(
        @Bindable(defaultValue = "0") @Doc("The gRPC port.") int grpcPort,

        @Bindable(defaultValue = "-1") @Doc("The ops port.") int opsPort,

        @Bindable(defaultValue = "30s") @Doc("How long to wait.")
        Duration patience) {}
