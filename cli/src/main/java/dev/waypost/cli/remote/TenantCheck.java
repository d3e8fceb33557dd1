package dev.waypost.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Whom the installation serves: alerts that are open, and one tenant's endpoints with their verdicts.
final class TenantCheck {
    private static final Duration FRESH = Duration.ofMinutes(10);
    private static final int MOST = 1_000;

    private final Findings findings;
    private final Remote remote;

    TenantCheck(Findings findings, Remote remote) {
        this.findings = findings;
        this.remote = remote;
    }

    /// @param tenantId empty for no one in particular
    void look(String tenantId) {
        trying("no alert is open", () -> alerts(tenantId));
        if (tenantId.isEmpty()) {
            trying("there is a tenant", this::anybody);
        } else {
            trying("the tenant is there", () -> tenant(tenantId));
        }
    }

    private void trying(String step, Runnable look) {
        try {
            look.run();
        } catch (RemoteFailure e) {
            findings.wrong(
                    step,
                    String.valueOf(e.getMessage()),
                    e.exit() == ExitCode.NOT_FOUND
                            ? "look at its id: waypost tenant list"
                            : "look at the services above, and at what this key may do");
        }
    }

    private void alerts(String tenantId) {
        JsonNode answer = remote.get("/api/whatsapp/alerts?states=OPEN&pageSize=100"
                + (tenantId.isEmpty() ? "" : "&tenantId=" + Remote.encoded(tenantId)));
        JsonNode alerts = answer.path("alerts");
        if (alerts.isEmpty()) {
            findings.ok("no alert is open", "");
            return;
        }
        List<JsonNode> all = new ArrayList<>();
        alerts.forEach(all::add);
        String rules = all.stream()
                .collect(Collectors.groupingBy(
                        alert -> alert.path("rule").asText(), TreeMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .map(rule -> rule.getKey() + (rule.getValue() == 1 ? "" : " × " + rule.getValue()))
                .collect(Collectors.joining(", "));
        String first = all.getFirst().path("rule").asText();
        String advice = "begin with docs/runbooks/" + first + ".md, or Operations, Alerts in the console";
        if (all.stream().anyMatch(alert -> alert.path("severity").asText().equalsIgnoreCase("CRITICAL"))) {
            findings.wrong("no alert is open", rules, advice);
        } else {
            findings.note("no alert is open", rules, advice);
        }
    }

    private void anybody() {
        if (remote.list("/api/whatsapp/tenants?pageSize=1", 1).isEmpty()) {
            findings.note("there is a tenant", "none yet", "waypost endpoint set, or: waypost tenant add");
        } else {
            findings.ok("there is a tenant", "look at one with --tenant");
        }
    }

    private void tenant(String tenantId) {
        JsonNode tenant = remote.get("/api/whatsapp/tenants/" + Remote.encoded(tenantId));
        String state = tenant.path("state").asText();
        findings.judge(state.equals("ACTIVE"), "the tenant may send", state, "waypost tenant resume " + tenantId);
        List<JsonNode> endpoints =
                remote.list("/api/whatsapp/tenants/" + Remote.encoded(tenantId) + "/endpoints?pageSize=" + MOST, MOST);
        if (endpoints.isEmpty()) {
            findings.wrong("the tenant has an endpoint", "none", "waypost endpoint set " + tenantId);
            return;
        }
        endpoints.forEach(listed -> endpoint(
                tenantId,
                remote.get("/api/whatsapp/endpoints/" + Remote.encoded(tenantId) + "?endpointId="
                        + Remote.encoded(listed.path("id").asText()))));
    }

    private void endpoint(String tenantId, JsonNode endpoint) {
        String id = endpoint.path("id").asText();
        String step = "endpoint " + id + " works";
        String role = endpoint.path("role").asText();
        if (!endpoint.path("isActive").asBoolean(true)) {
            findings.note(step, "it is switched off", "waypost endpoint activate " + tenantId + " " + id);
            return;
        }
        String verdict = endpoint.path("healthStatus").asText();
        String probe = endpoint.path("lastHealthCheck").asText();
        String cause = endpoint.path("healthCause").asText();
        String found = (role.isEmpty() ? "" : role + ", ")
                + (verdict.isEmpty() ? "no verdict" : verdict)
                + (cause.isEmpty() ? "" : ": " + cause)
                + (probe.isEmpty() ? ", never probed" : ", probed " + ago(probe));
        boolean carries = role.isEmpty() || role.equalsIgnoreCase("active");
        if (verdict.equalsIgnoreCase("healthy") && isFresh(probe)) {
            findings.ok(step, found);
        } else if (verdict.equalsIgnoreCase("healthy")) {
            findings.wrong(
                    step,
                    found,
                    "look at health-service: nobody probes it; at once: waypost endpoint test " + tenantId + " " + id);
        } else if (carries) {
            findings.wrong(
                    step,
                    found,
                    "waypost endpoint test " + tenantId + " " + id
                            + " says at which step; see docs/runbooks/endpoint_unhealthy.md");
        } else {
            findings.note(step, found, "waypost endpoint test " + tenantId + " " + id + " says at which step");
        }
    }

    private static boolean isFresh(String probe) {
        return !probe.isEmpty() && since(probe).compareTo(FRESH) < 0;
    }

    private static String ago(String probe) {
        Duration since = since(probe);
        return since.toMinutes() > 1 ? since.toMinutes() + " min ago" : Math.max(0, since.toSeconds()) + " s ago";
    }

    private static Duration since(String time) {
        try {
            return Duration.between(Instant.parse(time), Instant.now());
        } catch (DateTimeParseException e) {
            return Duration.ofDays(365);
        }
    }
}
