package dev.waypost.config.apikey;

import dev.waypost.platform.auth.Caller;
import dev.waypost.platform.auth.Role;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What is known of a key: everything but the key.
record ApiKey(
        String keyId,
        String name,
        Role role,
        List<String> tenantIds,
        String hint,
        Instant created,
        @Nullable Instant expires,
        @Nullable Instant revoked,
        @Nullable Instant lastUsed) {
    boolean worksAt(Instant now) {
        return revoked == null && (expires == null || now.isBefore(expires));
    }

    boolean mayMakeAnyKey(Instant now) {
        return role == Role.ADMIN && tenantIds.isEmpty() && worksAt(now);
    }

    Caller caller() {
        return new Caller(keyId, role, Set.copyOf(tenantIds));
    }

    /// What the audit may show to who may see these tenants.
    Map<String, Object> audited(List<String> visible) {
        var shown = new LinkedHashMap<String, Object>();
        shown.put("name", name);
        shown.put("role", role);
        shown.put("tenantIds", visible);
        shown.put("hint", hint);
        shown.put("expireTime", expires == null ? "" : expires);
        shown.put("revokeTime", revoked == null ? "" : revoked);
        return shown;
    }
}
