package dev.waypost.config.change;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A resource as stored, as far as changing it is the same for all.
public interface Stored {
    String id();

    /// The tenant that it belongs to; null for the platform's own, which only callers for all tenants see.
    @Nullable
    String tenantId();

    long revision();

    /// What the audit may show: no secret, no phone number.
    Map<String, Object> audited();
}
