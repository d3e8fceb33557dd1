package dev.waypost.console.web.tenants;

import static dev.waypost.console.web.html.Html.h;

import dev.waypost.console.web.frame.Parts;
import dev.waypost.console.web.frame.Parts.Tone;
import dev.waypost.console.web.frame.Words;
import dev.waypost.console.web.html.Html;
import dev.waypost.proto.config.v1.CheckOutcome;
import dev.waypost.proto.config.v1.Endpoint;
import dev.waypost.proto.config.v1.EndpointRole;
import dev.waypost.proto.config.v1.Provider;
import dev.waypost.proto.config.v1.RoutingPolicy;
import dev.waypost.proto.config.v1.TenantPolicy;
import dev.waypost.proto.config.v1.TenantState;
import dev.waypost.proto.send.v1.SessionState;

/// What the states around a tenant are called, and how they look.
public final class TenantWords {
    private TenantWords() {}

    static Html state(TenantState state) {
        return switch (state) {
            case TENANT_STATE_ACTIVE -> Parts.badge(Tone.GOOD, "active");
            case TENANT_STATE_SUSPENDED -> Parts.badge(Tone.WARN, "suspended");
            case TENANT_STATE_DELETING -> Parts.badge(Tone.BAD, "deleting");
            default -> Parts.badge(Tone.IDLE, "");
        };
    }

    static String routing(TenantPolicy policy) {
        return policy.getRouting() == RoutingPolicy.ROUTING_POLICY_UNSPECIFIED
                ? "single"
                : Words.plain(policy.getRouting());
    }

    static Html limit(TenantPolicy policy) {
        int limit = policy.getRateLimit();
        String window = policy.hasRateWindow() ? Words.length(Words.duration(policy.getRateWindow())) : "1 min";
        return limit == 0
                ? h("span.num.nowrap", "100 per min", h("span.soft", " (default)"))
                : h("span.num.nowrap", Words.count(limit) + " per " + window.replaceFirst("^1(\\.0)? ", ""));
    }

    public static String provider(Provider provider) {
        return switch (provider) {
            case PROVIDER_META_CLOUD -> "Meta Cloud API";
            case PROVIDER_WAHA -> "WAHA";
            case PROVIDER_GOWA -> "GOWA";
            case PROVIDER_EVOLUTION -> "Evolution";
            default -> "unknown";
        };
    }

    static Html role(Endpoint endpoint) {
        if (!endpoint.getActive()) {
            return Parts.badge(Tone.IDLE, "switched off");
        }
        return switch (endpoint.getRole()) {
            case ENDPOINT_ROLE_ACTIVE -> Parts.badge(Tone.GOOD, "active");
            case ENDPOINT_ROLE_STANDBY -> Parts.badge(Tone.BUSY, "standby");
            case ENDPOINT_ROLE_DRAINING -> Parts.badge(Tone.WARN, "draining");
            default -> Parts.badge(Tone.IDLE, "");
        };
    }

    static boolean sends(Endpoint endpoint) {
        return endpoint.getActive() && endpoint.getRole() == EndpointRole.ENDPOINT_ROLE_ACTIVE;
    }

    static Html session(SessionState state) {
        String word = Words.plain(state);
        return switch (state) {
            case SESSION_STATE_CONNECTED -> Parts.badge(Tone.GOOD, word);
            case SESSION_STATE_STARTING, SESSION_STATE_PAIRING -> Parts.badge(Tone.BUSY, word);
            case SESSION_STATE_RECONNECTING -> Parts.badge(Tone.WARN, word);
            case SESSION_STATE_FAILED, SESSION_STATE_LOGGED_OUT -> Parts.badge(Tone.BAD, word);
            default -> Parts.badge(Tone.IDLE, word);
        };
    }

    static Html outcome(CheckOutcome outcome) {
        String word = Words.plain(outcome);
        return switch (outcome) {
            case CHECK_OUTCOME_PASSED -> Parts.badge(Tone.GOOD, word);
            case CHECK_OUTCOME_WARNED -> Parts.badge(Tone.WARN, word);
            case CHECK_OUTCOME_FAILED -> Parts.badge(Tone.BAD, word);
            default -> Parts.badge(Tone.IDLE, word);
        };
    }
}
