package dev.waypost.ingress.delivery;

import dev.waypost.platform.settings.Doc;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/// How deliveries are made.
@ConfigurationProperties("waypost.ingress.delivery")
public record DeliverySettings(
        @Bindable(defaultValue = "256") @Doc("Deliveries under way at one time in this process.")
        int inFlight,

        @Bindable(defaultValue = "64")
        @Doc("Deliveries under way at one time to one project in this process, unless the project says less.")
        int inFlightPerProject,

        @Bindable(defaultValue = "250ms") @Doc("How often the store is looked at for deliveries that nobody announced.")
        Duration poll,

        @Bindable(defaultValue = "15s") @Doc("Time that a project has to answer a delivery.")
        Duration timeout,

        @Bindable(defaultValue = "1s")
        @Doc("Ceiling of the first wait before a failed delivery is tried again; it doubles.")
        Duration retryBase,

        @Bindable(defaultValue = "5m") @Doc("Longest wait before a failed delivery is tried again.")
        Duration retryCap,

        @Bindable(defaultValue = "10")
        @Doc("Failed tries in a row, of whatever delivery, after which a project is left alone for a while.")
        int restAfter,

        @Bindable(defaultValue = "5s")
        @Doc("How long a failing project is left alone before one try finds out; doubles up to retry-cap.")
        Duration rest,

        @Bindable(defaultValue = "33554432") @Doc("Bytes of webhook bodies kept in memory for deliveries.")
        long cachedBodyBytes) {}
