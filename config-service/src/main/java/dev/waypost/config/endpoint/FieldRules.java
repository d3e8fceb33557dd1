package dev.waypost.config.endpoint;

import dev.waypost.config.change.Names;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.http.Cidr;
import java.util.List;
import java.util.regex.Pattern;

/// Which values an endpoint's fields may have, by provider; knows nothing of the network.
final class FieldRules {
    private static final Pattern SESSION = Pattern.compile("[A-Za-z0-9_](?:[A-Za-z0-9 ._@+-]{0,126}[A-Za-z0-9_+-])?");
    private static final Pattern VERSION = Pattern.compile("v\\d{1,3}\\.\\d{1,2}");
    private static final int LOWEST_PRIORITY = 1_000_000;

    private FieldRules() {}

    static void check(Fault violations, NewEndpoint wanted) {
        Names.check(violations, "tenant_id", wanted.tenantId());
        Names.check(violations, "endpoint_id", wanted.id());
        Names.check(violations, "phone_number_id", wanted.phoneNumberId());
        Names.check(violations, "waba_id", wanted.wabaId());
        Names.check(violations, "app_id", wanted.appId());
        target("", violations, wanted.provider(), wanted.apiVersion(), wanted.phoneNumberId(), wanted.session());
        if (wanted.priority() < 0 || wanted.priority() > LOWEST_PRIORITY) {
            violations.violation(
                    "priority", "value: " + wanted.priority() + " (expected: 0 to " + LOWEST_PRIORITY + ")");
        }
        base(violations, wanted.apiUrl());
        cidrs(violations, wanted.allowedCidrs());
    }

    /// What leads to the account at the provider.
    ///
    /// @param at what stands before the fields' names
    static void target(
            String at, Fault violations, String provider, String apiVersion, String phoneNumberId, String session) {
        boolean meta = provider.equals("META_CLOUD");
        if (meta && phoneNumberId.isEmpty()) {
            violations.violation(
                    at + "phone_number_id", "value: empty (expected: Meta's id of the number, for META_CLOUD)");
        }
        if (meta && !apiVersion.isEmpty() && !VERSION.matcher(apiVersion).matches()) {
            violations.violation(
                    at + "api_version",
                    "value: " + Fault.Violation.shown(apiVersion) + " (expected: like v23.0, for META_CLOUD)");
        }
        // A GOWA server with a single device needs no name for it.
        if ((provider.equals("WAHA") || provider.equals("EVOLUTION")) && session.isEmpty()) {
            violations.violation(at + "session", "value: empty (expected: the session's name, for " + provider + ")");
        }
        if (!session.isEmpty() && (!SESSION.matcher(session).matches() || session.contains(".."))) {
            violations.violation(
                    at + "session",
                    "value: " + Fault.Violation.shown(session)
                            + " (expected: 1 to 128 of A-Z a-z 0-9 _ . @ + - and spaces within, without ..)");
        }
    }

    /// Calls append their paths and queries to it.
    private static void base(Fault violations, String apiUrl) {
        if (apiUrl.indexOf('?') >= 0 || apiUrl.indexOf('#') >= 0) {
            violations.violation(
                    "api_url",
                    "value: " + Fault.Violation.shown(apiUrl) + " (expected: a URL without query and fragment)");
        }
    }

    private static void cidrs(Fault violations, List<String> cidrs) {
        for (int i = 0; i < cidrs.size(); i++) {
            String field = "allowed_cidrs[" + i + "]";
            try {
                Cidr cidr = Cidr.parse(cidrs.get(i));
                if (cidr.hasHostBits()) {
                    violations.violation(
                            field,
                            "value: " + cidrs.get(i) + " (expected: " + cidr + ", because bits behind the length are"
                                    + " set)");
                }
            } catch (IllegalArgumentException e) {
                violations.violation(
                        field,
                        "value: " + Fault.Violation.shown(cidrs.get(i))
                                + " (expected: an address and a length, as 10.0.0.0/8 or 2001:db8::/32)");
            }
        }
    }
}
