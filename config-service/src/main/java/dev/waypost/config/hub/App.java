package dev.waypost.config.hub;

import dev.waypost.config.change.Stored;
import dev.waypost.config.credential.SealedSecret;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A Meta app, as stored.
///
/// @param tenantId of its business account
record App(
        String id,
        String businessAccountId,
        @Nullable String tenantId,
        String name,
        @Nullable SealedSecret verifyToken,
        @Nullable SealedSecret appSecret,
        long revision,
        Instant created,
        Instant updated)
        implements Stored {
    App named(String given) {
        return new App(id, businessAccountId, tenantId, given, verifyToken, appSecret, revision, created, updated);
    }

    @Override
    public Map<String, Object> audited() {
        var shown = new LinkedHashMap<String, Object>();
        shown.put("name", name);
        shown.put("business_account_id", businessAccountId);
        if (verifyToken != null) {
            shown.putAll(verifyToken.audited("verifyToken"));
        }
        if (appSecret != null) {
            shown.putAll(appSecret.audited("appSecret"));
        }
        return shown;
    }
}
