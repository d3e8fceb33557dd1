package dev.waypost.send.receipt;

import dev.waypost.platform.settings.Doc;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/// What happens to receipts whose message is not known.
@ConfigurationProperties("waypost.send.receipts")
public record OrphanSettings(
        @Bindable(defaultValue = "1s") @Doc("How often receipts that came too early are tried again.")
        Duration joinInterval,

        @Bindable(defaultValue = "8") @Doc("Days after which a receipt whose message never became known is forgotten.")
        int keepDays) {}
