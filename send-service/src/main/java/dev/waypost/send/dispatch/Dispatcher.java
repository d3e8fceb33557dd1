package dev.waypost.send.dispatch;

import dev.waypost.lanes.WorkItem;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.http.Servers;
import dev.waypost.platform.id.Ids;
import dev.waypost.platform.log.Masked;
import dev.waypost.platform.log.WideEvent;
import dev.waypost.platform.tally.CallsUnderWay;
import dev.waypost.platform.tally.Count;
import dev.waypost.platform.tally.Tallies;
import dev.waypost.platform.tally.Tally;
import dev.waypost.platform.tally.Timing;
import dev.waypost.platform.telemetry.Traces;
import dev.waypost.providers.CallbackMark;
import dev.waypost.providers.Content;
import dev.waypost.providers.OutgoingMessage;
import dev.waypost.providers.Providers;
import dev.waypost.providers.SendOutcome;
import dev.waypost.send.media.MediaSender;
import dev.waypost.send.message.ContentApi;
import dev.waypost.send.message.MessageStore;
import dev.waypost.send.message.QueuedMessage;
import dev.waypost.send.message.StoredMessage.Failure;
import dev.waypost.send.message.Texts;
import dev.waypost.send.pace.NumberPace;
import dev.waypost.send.pace.Turn;
import dev.waypost.send.tenant.RoutePolicy;
import dev.waypost.send.tenant.SendingTenant;
import dev.waypost.send.tenant.Tenants;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One turn of one message: chooses the endpoint now, marks the try as begun, calls the provider, decides.
@Singleton
class Dispatcher {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    private final Tenants tenants;
    private final Providers providers;
    private final MediaSender media;
    private final MessageStore messages;
    private final Texts texts;
    private final Traces traces;
    private final InstantSource clock;
    private final MeterRegistry meters;
    private final OutcomePolicy policy;
    private final Map<String, Timer> timers = new ConcurrentHashMap<>();
    private final NumberPace pace;
    private final Tallies tallies;
    private final CallsUnderWay calls;

    Dispatcher(
            Tenants tenants,
            Providers providers,
            MediaSender media,
            MessageStore messages,
            Texts texts,
            Traces traces,
            InstantSource clock,
            MeterRegistry meters,
            DispatchSettings settings,
            NumberPace pace,
            Tallies tallies,
            CallsUnderWay calls) {
        this.tenants = tenants;
        this.providers = providers;
        this.media = media;
        this.messages = messages;
        this.texts = texts;
        this.traces = traces;
        this.clock = clock;
        this.meters = meters;
        this.pace = pace;
        this.tallies = tallies;
        this.calls = calls;
        this.policy = new OutcomePolicy(settings);
    }

    /// @param begin marks the try as begun; nothing is sent unless it answers [Beginning#BEGUN]
    DispatchResult turn(WorkItem<QueuedMessage> item, Function<WorkItem<QueuedMessage>, Beginning> begin) {
        QueuedMessage message = item.payload();
        return traces.span("message.dispatch")
                .parent(message.traceparent())
                .set("waypost.tenant_id", message.tenantId())
                .set("waypost.message_id", message.messageId())
                .set("waypost.attempt", item.attempts() + 1L)
                .call(span -> {
                    DispatchResult result =
                            message.expired() ? untried(new Verdict.Expired()) : route(item, message, begin);
                    span.setAttribute(
                            "waypost.outcome", result.verdict().getClass().getSimpleName());
                    tell(message, item.attempts() + 1, result);
                    return result;
                });
    }

    private DispatchResult route(
            WorkItem<QueuedMessage> item, QueuedMessage message, Function<WorkItem<QueuedMessage>, Beginning> begin) {
        SendingTenant tenant;
        try {
            tenant = tenants.get(message.tenantId());
        } catch (Fault unknownTenant) {
            var failure = new Failure(unknownTenant.reason().name(), null, null);
            return untried(new Verdict.Again(Duration.ofSeconds(5), failure));
        }
        return switch (RoutePolicy.decide(tenant, message.endpointWish(), message.recipient())) {
            case RoutePolicy.Route.None none ->
                untried(policy.withoutRoute(
                        none.why(), item.attempts() + 1, tenant.holdsWhenBroken(), ThreadLocalRandom.current()));
            case RoutePolicy.Route.Through through -> {
                if (pace.ask(tenant, through.endpoint(), message.recipient()) instanceof Turn.Refused over) {
                    var failure = new Failure(Reason.RATE_LIMITED.name(), "limit: " + over.limit(), null);
                    yield untried(new Verdict.Again(over.after(), failure));
                }
                Instant start = clock.instant();
                Verdict verdict = switch (begin.apply(item)) {
                    case GONE -> new Verdict.Gone();
                    case INTERRUPTED ->
                        new Verdict.Unknown(
                                new Failure("OUTCOME_UNKNOWN", "the process that sent it stopped", null),
                                chosenId(message, through.endpoint()));
                    case BEGUN -> {
                        SendOutcome outcome = send(message, tenant, through.endpoint());
                        if (outcome instanceof SendOutcome.SlowDown slow && slow.scope() != SendOutcome.Scope.PAIR) {
                            pace.slowDown(tenant.tenantId(), slow.after());
                        }
                        Verdict decided = policy.decide(
                                outcome, item.attempts() + 1, tenant.holdsWhenBroken(), ThreadLocalRandom.current());
                        yield decided instanceof Verdict.Unknown unknown
                                ? new Verdict.Unknown(unknown.failure(), chosenId(message, through.endpoint()))
                                : decided;
                    }
                };
                yield new DispatchResult(
                        verdict,
                        !(verdict instanceof Verdict.Gone),
                        through.endpoint(),
                        through.cause(),
                        start,
                        clock.instant());
            }
        };
    }

    private SendOutcome send(QueuedMessage message, SendingTenant tenant, SendingTenant.Candidate endpoint) {
        try (CallsUnderWay.Call _ = calls.to(Servers.of(endpoint.access().apiUrl()))) {
            OutgoingMessage outgoing = outgoing(message);
            return media.send(
                    message.tenantId(), endpoint.endpointId(), endpoint.access(), outgoing, tenant.messageTimeout());
        } catch (RuntimeException bug) {
            // Begun and not ended: whether the provider has it is open, so it must not be tried again.
            LOG.atError()
                    .addKeyValue("message_id", message.messageId())
                    .setCause(bug)
                    .log("dispatch.broken");
            return new SendOutcome.Unknown("a bug of ours: " + bug.getClass().getSimpleName());
        }
    }

    private OutgoingMessage outgoing(QueuedMessage message) {
        Content content = resolved(
                message.tenantId(),
                ContentApi.stored(texts.opened(message.tenantId(), message.messageId(), message.content())));
        String replyTo = message.replyTo();
        return new OutgoingMessage(
                message.messageId(),
                message.recipient(),
                content,
                replyTo == null ? null : providerId(message.tenantId(), replyTo),
                new CallbackMark(message.messageId(), Traces.currentTraceparent()));
    }

    /// The id by which a receipt can still settle what nobody answered.
    private @Nullable String chosenId(QueuedMessage message, SendingTenant.Candidate endpoint) {
        return providers
                .of(endpoint.access().provider())
                .sender()
                .chosenId(outgoing(message))
                .orElse(null);
    }

    private Content resolved(String tenantId, Content content) {
        return switch (content) {
            case Content.Reaction reaction ->
                new Content.Reaction(
                        providerId(tenantId, reaction.providerMessageId()),
                        reaction.emoji(),
                        reaction.providerMessageId().startsWith("msg_"));
            case Content.ReadMark mark -> new Content.ReadMark(providerId(tenantId, mark.providerMessageId()));
            default -> content;
        };
    }

    /// Callers may name a message by our id; the provider knows only its own.
    private String providerId(String tenantId, String id) {
        return id.startsWith("msg_") ? messages.providerIdOf(tenantId, id).orElse(id) : id;
    }

    private DispatchResult untried(Verdict verdict) {
        Instant now = clock.instant();
        return new DispatchResult(verdict, false, null, null, now, now);
    }

    private void tell(QueuedMessage message, int attempt, DispatchResult result) {
        String outcome = result.verdict().getClass().getSimpleName();
        Duration duration = Duration.between(result.startTime(), result.endTime());
        timers.computeIfAbsent(
                        outcome,
                        name -> meters.timer("waypost.send.dispatch", "outcome", name.toLowerCase(Locale.ROOT)))
                .record(duration);
        count(message, result);
        @Nullable Failure failure = result.verdict().failure();
        event(result.verdict())
                .with("tenant_id", message.tenantId())
                .with("message_id", message.messageId())
                .with("endpoint_id", result.endpointId())
                .with("to", Masked.phone(message.recipient()))
                .with("attempt", attempt)
                .with("outcome", outcome)
                .with("reason", failure == null ? null : failure.reason())
                .with("provider_code", failure == null ? null : failure.providerCode())
                .with("duration_ms", duration)
                .emit();
    }

    private void count(QueuedMessage message, DispatchResult result) {
        String endpointId = result.endpointId();
        Tally tally = tallies.of(message.tenantId(), endpointId == null ? "" : endpointId);
        if (result.verdict() instanceof Verdict.Sent) {
            tally.add(Count.SENT);
            if (!message.scheduled()) {
                Duration waited = Duration.between(Ids.timeOf(message.messageId()), result.endTime());
                tally.took(Timing.DISPATCH, waited.toNanos());
            }
            return;
        }
        @Nullable Failure failure = result.verdict().failure();
        if (failure != null && result.tried()) {
            tally.add(ErrorKindPolicy.of(failure.reason()));
        }
        if (result.verdict() instanceof Verdict.Failed || result.verdict() instanceof Verdict.Expired) {
            tally.add(Count.FAILED);
        }
    }

    private static WideEvent event(Verdict verdict) {
        if (verdict.failure() != null) {
            return WideEvent.warning("message.dispatched");
        }
        return verdict instanceof Verdict.Sent
                ? WideEvent.routine("message.dispatched")
                : WideEvent.of("message.dispatched");
    }
}
