package dev.waypost.platform.auth;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Decides who a token's claims say that the caller is; a claim that is missing never widens what he may do.
final class TokenClaimsPolicy {
    private static final long LEEWAY_SECONDS = Duration.ofSeconds(60).toSeconds();
    private static final Pattern SUBJECT = Pattern.compile("[\\x21-\\x7e]{1,255}");
    private static final Pattern TENANT = Pattern.compile("[a-zA-Z0-9_-]{1,64}");
    private static final String ALL = "*";

    private final OidcSettings settings;
    private final Map<String, Role> roles;

    TokenClaimsPolicy(OidcSettings settings) {
        this.settings = settings;
        this.roles = settings.roles();
    }

    /// The caller; empty when the token is not for us, not valid now, or says too little.
    Optional<Caller> caller(JsonNode claims, Instant now) {
        String subject = claims.path("sub").asText("");
        if (!isForUs(claims)
                || !isValidAt(claims, now.getEpochSecond())
                || !SUBJECT.matcher(subject).matches()) {
            return Optional.empty();
        }
        Optional<Role> role = texts(at(claims, settings.roleClaim())).stream()
                .map(roles::get)
                .filter(Objects::nonNull)
                .max(Role::compareTo);
        List<String> tenants = texts(at(claims, settings.tenantsClaim()));
        boolean all = tenants.contains(ALL);
        boolean named = !tenants.isEmpty()
                && tenants.stream().allMatch(id -> TENANT.matcher(id).matches());
        if (role.isEmpty() || !(all ? !role.get().isTenantBound() : named)) {
            return Optional.empty();
        }
        return Optional.of(new Caller("oidc:" + subject, role.get(), all ? Set.of() : Set.copyOf(tenants)));
    }

    private boolean isForUs(JsonNode claims) {
        return claims.path("iss").isTextual()
                && claims.path("iss").asText().equals(settings.issuer())
                && elements(claims.path("aud")).contains(settings.audience());
    }

    private static boolean isValidAt(JsonNode claims, long now) {
        JsonNode expires = claims.path("exp");
        return expires.isNumber()
                && now < expires.longValue() + LEEWAY_SECONDS
                && isPast(claims.path("nbf"), now)
                && isPast(claims.path("iat"), now);
    }

    private static boolean isPast(JsonNode time, long now) {
        return time.isMissingNode() || (time.isNumber() && now >= time.longValue() - LEEWAY_SECONDS);
    }

    /// The claim of that name; else, with dots, what they lead to.
    private static JsonNode at(JsonNode claims, String name) {
        JsonNode found = claims.path(name);
        if (found.isMissingNode()) {
            found = claims;
            for (String step : name.split("\\.", -1)) {
                found = found.path(step);
            }
        }
        return found;
    }

    /// The texts of a list, or the words of a text.
    private static List<String> texts(JsonNode claim) {
        return claim.isTextual()
                ? Arrays.stream(claim.asText().split("[ ,]+"))
                        .filter(word -> !word.isEmpty())
                        .toList()
                : elements(claim);
    }

    /// Something in the list that is no text makes all of it unreadable.
    private static List<String> elements(JsonNode claim) {
        if (claim.isTextual()) {
            return List.of(claim.asText());
        }
        var elements = new ArrayList<String>();
        for (JsonNode element : claim.isArray() ? claim : List.<JsonNode>of()) {
            if (!element.isTextual()) {
                return List.of();
            }
            elements.add(element.asText());
        }
        return elements;
    }
}
