package dev.waypost.config.endpoint;

import dev.waypost.config.change.Names;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.http.GuardedHttp;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.URI;

/// What must hold of an endpoint before it is stored, beyond the contract's field rules; all that is wrong is said at
/// once.
@Singleton
final class EndpointRules {
    private final GuardedHttp http;

    EndpointRules(GuardedHttp http) {
        this.http = http;
    }

    void check(NewEndpoint wanted) {
        Fault violations = Names.violations();
        Names.check(violations, "tenant_id", wanted.tenantId());
        Names.check(violations, "endpoint_id", wanted.id());
        Names.check(violations, "phone_number_id", wanted.phoneNumberId());
        Names.check(violations, "waba_id", wanted.wabaId());
        Names.check(violations, "app_id", wanted.appId());
        if (wanted.provider().equals("META_CLOUD") && wanted.phoneNumberId().isEmpty()) {
            violations.violation("phone_number_id", "value: empty (expected: Meta's id of the number, for META_CLOUD)");
        }
        for (int i = 0; i < wanted.allowedCidrs().size(); i++) {
            if (!isCidr(wanted.allowedCidrs().get(i))) {
                violations.violation(
                        "allowed_cidrs[" + i + "]",
                        "value: " + wanted.allowedCidrs().get(i)
                                + " (expected: an address and a length, as 10.0.0.0/8)");
            }
        }
        Names.raise(violations);
        // Outside the transaction: it resolves the name.
        http.check(URI.create(wanted.apiUrl()));
    }

    private static boolean isCidr(String text) {
        String[] parts = text.split("/", -1);
        try {
            int bits = InetAddress.ofLiteral(parts[0]).getAddress().length * 8;
            int length = parts.length == 1 ? bits : Integer.parseInt(parts[1]);
            return parts.length <= 2 && length >= 0 && length <= bits;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
