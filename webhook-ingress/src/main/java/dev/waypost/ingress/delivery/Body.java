package dev.waypost.ingress.delivery;

import dev.waypost.platform.id.Ids;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/// The bytes of a webhook as received, and the headers that describe them.
public record Body(@Nullable String contentType, @Nullable String signature, byte[] bytes) {

    public Body with(byte[] others) {
        return new Body(contentType, signature, others);
    }

    /// The day's partition that keeps a body: the one of its id, so that the id is enough to find it.
    public static LocalDate dayOf(String bodyId) {
        return LocalDate.ofInstant(Ids.timeOf(bodyId), ZoneOffset.UTC);
    }
}
