package dev.waypost.config.endpoint;

import dev.waypost.config.change.Names;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.http.GuardedHttp;
import dev.waypost.platform.http.UrlRefusal;
import jakarta.inject.Singleton;
import java.util.Optional;

/// Holds endpoints that come from elsewhere than a call to what a call is held to.
@Singleton
final class EndpointRules {
    private final GuardedHttp http;

    EndpointRules(GuardedHttp http) {
        this.http = http;
    }

    /// Must run outside of a transaction: it resolves the URL's name.
    ///
    /// @throws Fault FIELD_INVALID, or ENDPOINT_URL_REFUSED when nothing else is wrong
    void check(NewEndpoint wanted) {
        Fault violations = Names.violations();
        FieldRules.check(violations, wanted);
        Optional<UrlRefusal> refused = http.refusalOf(wanted.apiUrl());
        if (refused.isPresent() && !violations.hasViolations()) {
            throw Fault.of(Reason.ENDPOINT_URL_REFUSED)
                    .with("class", refused.get().kind())
                    .with("cause", refused.get().detail());
        }
        refused.ifPresent(refusal -> violations.violation(
                "api_url",
                "value: " + Fault.Violation.shown(wanted.apiUrl()) + " (expected: a URL that may be called; "
                        + refusal.kind() + ": " + refusal.detail() + ")"));
        Names.raise(violations);
    }

    /// Must run outside of a transaction: it resolves the URL's name.
    ///
    /// @throws Fault ENDPOINT_URL_REFUSED
    void checkAddress(String apiUrl) {
        http.refusalOf(apiUrl).ifPresent(refusal -> {
            throw Fault.of(Reason.ENDPOINT_URL_REFUSED)
                    .with("class", refusal.kind())
                    .with("cause", refusal.detail());
        });
    }
}
