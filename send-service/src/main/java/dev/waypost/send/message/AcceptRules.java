package dev.waypost.send.message;

import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.id.Ids;
import dev.waypost.providers.ProviderKind;
import dev.waypost.providers.Providers;
import dev.waypost.providers.Support;
import dev.waypost.send.block.Blocks;
import dev.waypost.send.media.Uploads;
import dev.waypost.send.number.NumberPolicy;
import dev.waypost.send.pace.Ask;
import dev.waypost.send.pace.PacePolicy;
import dev.waypost.send.pace.Turn;
import dev.waypost.send.retention.ShortRetention;
import dev.waypost.send.tenant.RoutePolicy;
import dev.waypost.send.tenant.SendingRules;
import dev.waypost.send.tenant.SendingTenant;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;

/// Refuses what can never be sent, from memory alone, and says what the accepting transaction has to look at.
@Singleton
class AcceptRules {
    static final String SUSPICIOUS = "SUSPICIOUS_CONTENT";

    private static final Duration FARTHEST = Duration.ofDays(365);

    private final Providers providers;
    private final Blocks blocks;
    private final Uploads uploads;
    private final Texts texts;
    private final ShortRetention retention;
    private final InstantSource clock;

    AcceptRules(
            Providers providers,
            Blocks blocks,
            Uploads uploads,
            Texts texts,
            ShortRetention retention,
            InstantSource clock) {
        this.texts = texts;
        this.retention = retention;
        this.providers = providers;
        this.uploads = uploads;
        this.blocks = blocks;
        this.clock = clock;
    }

    /// @throws Fault for the first rule that speaks against it
    NewMessage check(Draft draft, SendingTenant tenant) {
        SendingRules rules = tenant.rules();
        NumberPolicy.Verdict.Recipient recipient = recipient(draft, rules);
        SendingTenant.Candidate endpoint = endpoint(draft, tenant, recipient.to());
        if (NumberPolicy.isChat(recipient.to()) && endpoint.access().provider() == ProviderKind.META_CLOUD) {
            throw Fault.of(Reason.PHONE_NUMBER_INVALID).with("expected", "a number, or a user id of this provider");
        }
        checkTime(draft);
        ContentPolicy.objection(
                        uploads.known(draft.tenantId(), draft.content(), untilSent(draft, tenant)),
                        draft.replyTo() != null,
                        providers.of(endpoint.access().provider()))
                .ifPresent(AcceptRules::refuse);
        Blocks.Answer blocked = blocks.of(draft.tenantId(), recipient.user());
        if (blocked == Blocks.Answer.BLOCKED) {
            throw Fault.of(Reason.NUMBER_BLOCKED);
        }
        retention.saw(draft.tenantId());
        NewMessage message = message(draft, tenant, recipient, checks(draft, tenant, endpoint, blocked));
        return rules.encryptsTexts() ? texts.sealed(message) : message;
    }

    private static NumberPolicy.Verdict.Recipient recipient(Draft draft, SendingRules rules) {
        return switch (NumberPolicy.decide(draft.to(), rules.countryCode())) {
            case NumberPolicy.Verdict.Recipient recipient -> {
                if (!rules.allows(recipient.to())) {
                    throw Fault.of(Reason.PHONE_NUMBER_INVALID)
                            .with("expected", "a number that the tenant's allowed_number_pattern takes");
                }
                yield recipient;
            }
            case NumberPolicy.Verdict.Invalid invalid ->
                throw Fault.of(Reason.PHONE_NUMBER_INVALID).with("expected", invalid.expected());
        };
    }

    private static SendingTenant.Candidate endpoint(Draft draft, SendingTenant tenant, String to) {
        return switch (RoutePolicy.decide(tenant, draft.endpointWish(), to)) {
            case RoutePolicy.Route.None none ->
                throw Fault.of(Reason.valueOf(none.why().name())).with("tenant_id", tenant.tenantId());
            case RoutePolicy.Route.Through through -> through.endpoint();
        };
    }

    /// How long the message may wait at most: its files must be there until then.
    private Duration untilSent(Draft draft, SendingTenant tenant) {
        Instant sendAt = draft.sendAt();
        Duration validFor = draft.validFor();
        Duration wait = sendAt == null ? Duration.ZERO : Duration.between(clock.instant(), sendAt);
        return (wait.isNegative() ? Duration.ZERO : wait).plus(validFor == null ? tenant.validFor() : validFor);
    }

    private void checkTime(Draft draft) {
        Instant sendAt = draft.sendAt();
        if (sendAt != null && sendAt.isAfter(clock.instant().plus(FARTHEST))) {
            Fault fault = Fault.of(Reason.FIELD_INVALID);
            throw fault.violation(
                    "send_at",
                    "value: " + sendAt.truncatedTo(ChronoUnit.SECONDS) + " (expected: at most 365 days from now)");
        }
    }

    private static Checks checks(
            Draft draft, SendingTenant tenant, SendingTenant.Candidate endpoint, Blocks.Answer blocked) {
        SendingRules rules = tenant.rules();
        boolean windowed =
                WindowPolicy.matters(rules.window(), endpoint.access().provider(), draft.content());
        boolean suspicious = !rules.suspicious().isEmpty()
                && SuspicionPolicy.texts(draft.content()).stream().anyMatch(rules::isSuspicious);
        boolean needsSession = needsSession(draft, tenant, endpoint);
        if (!windowed && !suspicious && !needsSession && blocked == Blocks.Answer.FREE) {
            return Checks.NONE;
        }
        return new Checks(
                blocked == Blocks.Answer.ASK,
                windowed ? rules.window() : SendingRules.WindowRule.SEND,
                endpoint.endpointId(),
                windowed && rules.window() == SendingRules.WindowRule.TEMPLATE
                        ? ContentApi.template(rules.fallbackTemplate(), rules.fallbackLanguage())
                        : null,
                suspicious ? SUSPICIOUS : null,
                needsSession ? endpoint.endpointId() : "");
    }

    /// A log-in that ended comes back only through a person. Who has another endpoint, wants messages held or sends
    /// later may find one by then.
    private static boolean needsSession(Draft draft, SendingTenant tenant, SendingTenant.Candidate endpoint) {
        return endpoint.access().provider() != ProviderKind.META_CLOUD
                && tenant.endpoints().size() == 1
                && !tenant.holdsWhenBroken()
                && draft.sendAt() == null;
    }

    private static NewMessage message(
            Draft draft, SendingTenant tenant, NumberPolicy.Verdict.Recipient recipient, Checks checks) {
        Duration validity = draft.validFor() == null ? tenant.validFor() : draft.validFor();
        return new NewMessage(
                draft.tenantId(),
                Ids.next("msg"),
                draft.requestId(),
                draft.bodyHash(),
                recipient.to(),
                recipient.user(),
                draft.stored(),
                draft.replyTo(),
                draft.labels(),
                draft.priority(),
                draft.endpointWish(),
                draft.traceparent(),
                draft.sendAt(),
                validity,
                checks,
                new Ask(
                        List.of(PacePolicy.tenant(
                                draft.tenantId(),
                                tenant.rules().rateLimit(),
                                tenant.rules().rateWindow())),
                        draft.queues() ? validity : Duration.ZERO),
                new Turn.Granted(Duration.ZERO));
    }

    private static void refuse(ContentPolicy.Objection objection) {
        throw switch (objection) {
            case ContentPolicy.Objection.Unsupported unsupported ->
                Fault.of(Reason.CONTENT_UNSUPPORTED)
                        .with("provider", unsupported.provider())
                        .with("type", unsupported.type())
                        .detail(unsupported.provider() + " cannot send " + unsupported.type() + ": "
                                + unsupported.detail());
            case ContentPolicy.Objection.Invalid invalid -> {
                Fault fault = Fault.of(Reason.FIELD_INVALID);
                for (Support.Violation violation : invalid.violations()) {
                    fault = fault.violation(violation.field(), violation.description());
                }
                yield fault;
            }
        };
    }
}
