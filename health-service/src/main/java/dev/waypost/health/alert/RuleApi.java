package dev.waypost.health.alert;

import dev.waypost.platform.auth.Caller;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.id.Ids;
import dev.waypost.proto.health.v1.CreateAlertSilenceRequest;
import dev.waypost.proto.health.v1.CreateAlertSilenceResponse;
import dev.waypost.proto.health.v1.DeleteAlertRuleRequest;
import dev.waypost.proto.health.v1.DeleteAlertRuleResponse;
import dev.waypost.proto.health.v1.DeleteAlertSilenceRequest;
import dev.waypost.proto.health.v1.DeleteAlertSilenceResponse;
import dev.waypost.proto.health.v1.ListAlertRulesRequest;
import dev.waypost.proto.health.v1.ListAlertRulesResponse;
import dev.waypost.proto.health.v1.ListAlertSilencesRequest;
import dev.waypost.proto.health.v1.ListAlertSilencesResponse;
import dev.waypost.proto.health.v1.SetAlertRuleRequest;
import dev.waypost.proto.health.v1.SetAlertRuleResponse;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Rules and silences, as calls ask for them.
@Singleton
class RuleApi {
    private static final Duration LONGEST_SILENCE = Duration.ofDays(366);

    private final RuleStore rules;
    private final SilenceStore silences;
    private final AlertStore alerts;
    private final AskedApi asked;
    private final AlertSettings settings;
    private final InstantSource clock;

    RuleApi(
            RuleStore rules,
            SilenceStore silences,
            AlertStore alerts,
            AskedApi asked,
            AlertSettings settings,
            InstantSource clock) {
        this.settings = settings;
        this.rules = rules;
        this.silences = silences;
        this.alerts = alerts;
        this.asked = asked;
        this.clock = clock;
    }

    ListAlertRulesResponse list(ListAlertRulesRequest request) {
        String filter = "rules|" + request.getTenantId();
        String after = AskedApi.place(request.getPageToken(), filter);
        int size = AskedApi.size(request.getPageSize());
        List<Rule> found = rules.of(request.getTenantId()).all(request.getTenantId()).stream()
                .filter(rule -> rule.kind().title().compareTo(after) > 0)
                .sorted((one, other) ->
                        one.kind().title().compareTo(other.kind().title()))
                .toList();
        List<Rule> page = found.subList(0, Math.min(size, found.size()));
        return ListAlertRulesResponse.newBuilder()
                .addAllRules(page.stream()
                        .map(rule -> AlertWire.rule(rule, request.getTenantId()))
                        .toList())
                .setNextPageToken(
                        found.size() > size
                                ? AskedApi.token(page.getLast().kind().title(), filter)
                                : "")
                .build();
    }

    SetAlertRuleResponse set(SetAlertRuleRequest request) {
        AlertKind kind = AskedApi.kind(request.getRule());
        Rules known = rules.of(request.getTenantId());
        return asked.once(
                request.getTenantId(), request.getRequestId(), request, SetAlertRuleResponse.parser(), sql -> {
                    alerts.turn(sql);
                    Rule before =
                            rules.find(sql, kind, request.getTenantId()).orElse(known.of(kind, request.getTenantId()));
                    long revision = before.tenantId().equals(request.getTenantId()) ? before.revision() : 0;
                    if (request.getExpectedRevision() != 0 && request.getExpectedRevision() != revision) {
                        throw Fault.of(Reason.REVISION_CONFLICT)
                                .with("expected", request.getExpectedRevision())
                                .with("actual", revision);
                    }
                    Rule saved = rules.save(sql, changed(before, request));
                    return SetAlertRuleResponse.newBuilder()
                            .setRule(AlertWire.rule(saved, request.getTenantId()))
                            .build();
                });
    }

    private static Rule changed(Rule before, SetAlertRuleRequest request) {
        double threshold = request.hasThreshold() ? request.getThreshold() : before.threshold();
        double clear = request.hasClearThreshold()
                ? request.getClearThreshold()
                : request.hasThreshold() ? threshold * before.kind().clearShare() : before.clearThreshold();
        Fault wrong = Fault.of(Reason.FIELD_INVALID);
        if (!Double.isFinite(threshold) || threshold <= 0) {
            wrong.violation("threshold", "value: " + threshold + " (expected: above 0)");
        }
        if (!Double.isFinite(clear) || clear < 0 || clear > threshold) {
            wrong.violation("clear_threshold", "value: " + clear + " (expected: 0 to threshold, " + threshold + ")");
        }
        if (wrong.hasViolations()) {
            throw wrong;
        }
        @Nullable Severity severity = AlertWire.severity(request.getSeverity());
        return new Rule(
                before.kind(),
                request.getTenantId(),
                request.hasEnabled() ? request.getEnabled() : before.enabled(),
                severity == null ? before.severity() : severity,
                threshold,
                clear,
                request.hasRaiseAfter() ? AlertWire.span(request.getRaiseAfter()) : before.raiseAfter(),
                request.hasClearAfter() ? AlertWire.span(request.getClearAfter()) : before.clearAfter(),
                0,
                null);
    }

    DeleteAlertRuleResponse delete(DeleteAlertRuleRequest request) {
        AlertKind kind = AskedApi.kind(request.getRule());
        Rules all = rules.of("");
        return asked.once(
                request.getTenantId(), request.getRequestId(), request, DeleteAlertRuleResponse.parser(), sql -> {
                    alerts.turn(sql);
                    rules.delete(sql, kind, request.getTenantId());
                    Rule left = request.getTenantId().isEmpty() ? settings.builtIn(kind) : all.of(kind, "");
                    return DeleteAlertRuleResponse.newBuilder()
                            .setRule(AlertWire.rule(left, request.getTenantId()))
                            .build();
                });
    }

    ListAlertSilencesResponse silences(ListAlertSilencesRequest request) {
        Set<String> whose = AskedApi.whose(request.getTenantId());
        String filter = "silences|" + whose;
        int size = AskedApi.size(request.getPageSize());
        List<Silence> found = silences.list(whose, AskedApi.place(request.getPageToken(), filter), size + 1);
        List<Silence> page = found.subList(0, Math.min(size, found.size()));
        Instant now = clock.instant();
        return ListAlertSilencesResponse.newBuilder()
                .addAllSilences(page.stream()
                        .map(silence -> AlertWire.silence(silence, now))
                        .toList())
                .setNextPageToken(
                        found.size() > size ? AskedApi.token(page.getLast().silenceId(), filter) : "")
                .build();
    }

    CreateAlertSilenceResponse silence(CreateAlertSilenceRequest request) {
        Silence wanted = wanted(request);
        return asked.once(
                request.getTenantId(), request.getRequestId(), request, CreateAlertSilenceResponse.parser(), sql -> {
                    alerts.turn(sql);
                    return CreateAlertSilenceResponse.newBuilder()
                            .setSilence(AlertWire.silence(silences.add(sql, wanted), clock.instant()))
                            .build();
                });
    }

    private Silence wanted(CreateAlertSilenceRequest request) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Instant start = request.hasStartTime() ? AlertWire.instant(request.getStartTime()) : now;
        Instant end = AlertWire.instant(request.getEndTime());
        Duration repeat = request.hasRepeatInterval() ? AlertWire.span(request.getRepeatInterval()) : null;
        Duration length = Duration.between(start, end);
        Fault wrong = Fault.of(Reason.FIELD_INVALID);
        if (!request.getRule().isEmpty() && AlertKind.titled(request.getRule()).isEmpty()) {
            wrong.violation(
                    "rule",
                    "value: " + Fault.Violation.shown(request.getRule()) + " (expected: one of " + AskedApi.titles()
                            + ")");
        }
        if (!length.isPositive() || repeat == null && !end.isAfter(now)) {
            wrong.violation("end_time", "value: " + end + " (expected: after now and after start_time, " + start + ")");
        } else if (length.compareTo(LONGEST_SILENCE) > 0) {
            wrong.violation("end_time", "value: " + end + " (expected: at most a year after start_time)");
        } else if (repeat != null && repeat.compareTo(length) <= 0) {
            wrong.violation(
                    "repeat_interval", "value: " + repeat + " (expected: longer than the silence, " + length + ")");
        }
        if (wrong.hasViolations()) {
            throw wrong;
        }
        return new Silence(
                Ids.next("sil"),
                request.getTenantId(),
                request.getRule(),
                request.getEndpointId(),
                request.getComment(),
                start,
                end,
                repeat,
                Caller.current().id(),
                now);
    }

    DeleteAlertSilenceResponse unsilence(DeleteAlertSilenceRequest request) {
        return asked.once(
                request.getTenantId(), request.getRequestId(), request, DeleteAlertSilenceResponse.parser(), sql -> {
                    alerts.turn(sql);
                    silences.delete(sql, request.getTenantId(), request.getSilenceId());
                    return DeleteAlertSilenceResponse.getDefaultInstance();
                });
    }
}
