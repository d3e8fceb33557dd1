package dev.waypost.config.hub;

import com.google.protobuf.Message;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.grpc.RequestRules;
import dev.waypost.proto.config.v1.BlockedHeadPolicy;
import dev.waypost.proto.config.v1.CreateBusinessAccountRequest;
import dev.waypost.proto.config.v1.CreateProjectRequest;
import dev.waypost.proto.config.v1.DisableProjectRequest;
import dev.waypost.proto.config.v1.ListProjectsRequest;
import dev.waypost.proto.config.v1.ProjectDisableCause;
import dev.waypost.proto.config.v1.ProjectPayloadFormat;
import dev.waypost.proto.config.v1.UpdateAppRequest;
import dev.waypost.proto.config.v1.UpdateBusinessAccountRequest;
import dev.waypost.proto.config.v1.UpdateProjectRequest;
import dev.waypost.proto.ingress.v1.EventKind;
import jakarta.inject.Singleton;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// What the requests about the hub tree must keep to beyond the contract's field rules.
@Singleton
final class HubRulesApi implements RequestRules {
    private static final Set<String> ZONES = ZoneId.getAvailableZoneIds();
    private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9-]{1,64}");

    @Override
    public void check(Message request, Fault violations) {
        switch (request) {
            case CreateBusinessAccountRequest r -> checkZone(violations, r.getTimezone());
            case UpdateBusinessAccountRequest r -> checkZone(violations, r.getTimezone());
            case UpdateAppRequest r -> {
                checkGiven(violations, "verify_token", r.hasVerifyToken(), r.getVerifyToken());
                checkGiven(violations, "app_secret", r.hasAppSecret(), r.getAppSecret());
            }
            case CreateProjectRequest r -> {
                checkHeaders(violations, r.getHeadersMap().keySet());
                checkKinds(violations, "event_kinds", r.getEventKindsList());
                checkBlocked(violations, r.getWhenBlocked());
                checkFormat(violations, r.getPayloadFormat());
            }
            case DisableProjectRequest r -> checkCause(violations, r.getCause());
            case ListProjectsRequest r -> checkCauses(violations, r.getDisableCausesList());
            case UpdateProjectRequest r -> {
                checkHeaders(violations, r.getHeadersMap().keySet());
                if (r.getClearHeaders() && r.getHeadersCount() > 0) {
                    violations.violation("clear_headers", "value: true, with headers (expected: one of both)");
                }
                checkKinds(violations, "event_kinds.kinds", r.getEventKinds().getKindsList());
                checkBlocked(violations, r.getWhenBlocked());
                checkFormat(violations, r.getPayloadFormat());
                checkGiven(violations, "signing_secret", r.hasSigningSecret(), r.getSigningSecret());
            }
            default -> {}
        }
    }

    private static void checkZone(Fault violations, String zone) {
        if (!zone.isEmpty() && !ZONES.contains(zone)) {
            violations.violation(
                    "timezone",
                    "value: " + Fault.Violation.shown(zone) + " (expected: an IANA time zone, as Europe/Berlin)");
        }
    }

    /// A secret is not taken away by setting it to nothing: that is too easily done by accident.
    private static void checkGiven(Fault violations, String field, boolean given, String secret) {
        if (given && secret.isEmpty()) {
            violations.violation(field, "value: empty (expected: a secret; leave the field out to keep what is there)");
        }
    }

    private static void checkHeaders(Fault violations, Collection<String> names) {
        var seen = new TreeSet<String>();
        for (String name : new TreeSet<>(names)) {
            String shown = Fault.Violation.shown(name);
            if (!HEADER.matcher(name).matches()) {
                violations.violation(
                        "headers[" + shown + "]",
                        "value: " + shown + " (expected: a name of 1 to 64 of A-Z a-z 0-9 -)");
            } else if (!seen.add(name.toLowerCase(Locale.ROOT))) {
                violations.violation(
                        "headers[" + shown + "]", "value: " + shown + " (expected: each header once, however written)");
            }
        }
    }

    private static void checkKinds(Fault violations, String field, List<EventKind> kinds) {
        for (int i = 0; i < kinds.size(); i++) {
            EventKind kind = kinds.get(i);
            if (kind == EventKind.UNRECOGNIZED || kind == EventKind.EVENT_KIND_UNSPECIFIED) {
                violations.violation(
                        field + "[" + i + "]",
                        "value: " + kind + " (expected: MESSAGE, STATUS, ACCOUNT, SESSION or RAW)");
            }
        }
    }

    private static void checkFormat(Fault violations, ProjectPayloadFormat format) {
        if (format == ProjectPayloadFormat.UNRECOGNIZED) {
            violations.violation("payload_format", "value: " + format + " (expected: RECEIVED or EVENT)");
        }
    }

    private static void checkCause(Fault violations, ProjectDisableCause cause) {
        if (cause != ProjectDisableCause.PROJECT_DISABLE_CAUSE_GONE
                && cause != ProjectDisableCause.PROJECT_DISABLE_CAUSE_FAILING) {
            violations.violation("cause", "value: " + cause + " (expected: GONE or FAILING)");
        }
    }

    private static void checkCauses(Fault violations, List<ProjectDisableCause> causes) {
        for (int i = 0; i < causes.size(); i++) {
            ProjectDisableCause cause = causes.get(i);
            if (cause == ProjectDisableCause.UNRECOGNIZED
                    || cause == ProjectDisableCause.PROJECT_DISABLE_CAUSE_UNSPECIFIED) {
                violations.violation(
                        "disable_causes[" + i + "]", "value: " + cause + " (expected: ADMIN, GONE or FAILING)");
            }
        }
    }

    private static void checkBlocked(Fault violations, BlockedHeadPolicy policy) {
        if (policy == BlockedHeadPolicy.UNRECOGNIZED) {
            violations.violation("when_blocked", "value: " + policy + " (expected: STRICT, PARK or SKIP)");
        }
    }
}
