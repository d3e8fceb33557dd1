package dev.waypost.console.web.signin;

import dev.waypost.platform.settings.Doc;
import dev.waypost.platform.settings.Secret;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import org.jspecify.annotations.Nullable;

/// How people sign in to the web console at the issuer of `waypost.auth.oidc.issuer`.
@ConfigurationProperties("waypost.console.oidc")
public record OpenIdSettings(
        @Bindable(defaultValue = "")
        @Doc(
                "Id of this console at the OpenID Connect issuer; with it, people can sign in there. The issuer's ID tokens must"
                        + " hold the audience, role and tenants that waypost.auth.oidc.* asks for.")
        String clientId,

        @Doc("Secret of this console at the issuer; none for a public client.") @Nullable
        Secret clientSecret,

        @Bindable(defaultValue = "openid") @Doc("What is asked for at the issuer, apart by spaces; with openid in it.")
        String scope,

        @Bindable(defaultValue = "")
        @Doc(
                "Address of this console as browsers know it, such as https://console.example.com; empty takes the one of the"
                        + " request. The issuer must allow it with /ui/sign-in/oidc/back.")
        String address) {
    public OpenIdSettings {
        if (!(" " + scope + " ").contains(" openid ")) {
            throw new IllegalArgumentException(
                    "waypost.console.oidc.scope: value: " + scope + " (expected: scopes with openid among them)");
        }
        if (!address.isEmpty() && !address.matches("https?://[^/\\s]+")) {
            throw new IllegalArgumentException("waypost.console.oidc.address: value: " + address
                    + " (expected: scheme and host, such as https://console.example.com)");
        }
    }
}
