package dev.waypost.platform.auth;

import dev.waypost.platform.settings.Doc;
import dev.waypost.platform.settings.SettingsRefused;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Whose signed tokens are taken besides API keys, and what is read from them. The same in every service.
@ConfigurationProperties("waypost.auth.oidc")
public record OidcSettings(
        @Doc("OpenID Connect issuer whose tokens (RS256, ES256, EdDSA) are taken as bearer tokens; exactly its `iss`.")
        @Nullable
        String issuer,

        @Doc("What a token's `aud` must contain; needed with an issuer.") @Nullable
        String audience,

        @Bindable(defaultValue = "waypost_role")
        @Doc("Claim with the caller's role or groups; dots lead into objects, like realm_access.roles.")
        String roleClaim,

        @Bindable(defaultValue = "")
        @Doc("What the role claim's values mean, like wa-admins=ADMIN,support=VIEWER; empty: they are roles."
                + " The highest counts.")
        String roleMap,

        @Bindable(defaultValue = "waypost_tenants")
        @Doc("Claim with the caller's tenants; * in it means all. A token without it is refused.")
        String tenantsClaim,

        @Bindable(defaultValue = "5m") @Doc("How long the issuer's keys are used without asking for them again.")
        Duration keysFreshFor) {
    public OidcSettings {
        if (issuer != null && !issuer.matches("https?://.+")) {
            throw new SettingsRefused(
                    "waypost.auth.oidc.issuer: value: " + issuer + " (expected: a URL like https://id.example.com)");
        }
        if (issuer != null && (audience == null || audience.isEmpty())) {
            throw new SettingsRefused(
                    "waypost.auth.oidc.audience: value: none (expected: the audience of tokens meant for Waypost)");
        }
        if (keysFreshFor.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new SettingsRefused(
                    "waypost.auth.oidc.keys-fresh-for: value: " + keysFreshFor + " (expected: at least 1s)");
        }
        roles(roleMap);
    }

    public boolean isUsed() {
        return issuer != null;
    }

    /// Which role each value of the claim stands for.
    Map<String, Role> roles() {
        return roles(roleMap);
    }

    private static Map<String, Role> roles(String map) {
        var roles = new LinkedHashMap<String, Role>();
        if (map.isBlank()) {
            for (Role role : Role.values()) {
                if (isForPeople(role)) {
                    roles.put(role.name(), role);
                    roles.put(role.name().toLowerCase(Locale.ROOT), role);
                }
            }
            return roles;
        }
        for (String pair : map.split(",")) {
            int equals = pair.lastIndexOf('=');
            String name = pair.substring(equals + 1).strip().toUpperCase(Locale.ROOT);
            Role role = Arrays.stream(Role.values())
                    .filter(known -> isForPeople(known) && known.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new SettingsRefused("waypost.auth.oidc.role-map: value: " + pair
                            + " (expected: value=ROLE with VIEWER, TENANT_READ, TENANT_SEND, OPERATOR or ADMIN)"));
            roles.put(pair.substring(0, Math.max(0, equals)).strip(), role);
        }
        return roles;
    }

    private static boolean isForPeople(Role role) {
        return role != Role.PUBLIC && role != Role.SERVICE;
    }
}
