package dev.waypost.ingress.gateway;

import dev.waypost.configclient.Endpoint;
import dev.waypost.ingress.delivery.Body;
import dev.waypost.ingress.gateway.Speakers.Speaker;
import dev.waypost.ingress.listener.PublicAnswer;
import dev.waypost.ingress.listener.PublicRequest;
import dev.waypost.ingress.origin.Origins;
import dev.waypost.ingress.receive.Accepted;
import dev.waypost.ingress.receive.GatewayDoor;
import dev.waypost.ingress.receive.KeptSignature;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.id.Ids;
import dev.waypost.platform.log.LineBudget;
import dev.waypost.platform.log.WideEvent;
import dev.waypost.platform.settings.Secret;
import dev.waypost.platform.telemetry.Traces;
import dev.waypost.providers.InboundEvent;
import dev.waypost.providers.ProviderKind;
import dev.waypost.providers.WebhookFormat;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.SpanKind;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// `/webhook/waha` and `/webhook/gateway/{gatewayId}`. Trouble of ours is answered 503; whoever cannot be verified gets
/// 401, whatever the cause.
@Singleton
class GatewayController implements GatewayDoor {
    private static final PublicAnswer UNVERIFIED = PublicAnswer.problem(Reason.CALLER_UNKNOWN);
    private static final PublicAnswer NOT_FROM_THERE = PublicAnswer.problem(Reason.IP_NOT_ALLOWED);
    private static final PublicAnswer WRONG_METHOD = PublicAnswer.refused(405, "The path takes POST.");
    /// Signs nothing that anybody has: an unknown gateway costs the same time as a known one.
    private static final List<Secret> NOBODY = List.of(Secret.of(Ids.token()));

    private final LineBudget refusals = new LineBudget(10);
    private final Speakers speakers;
    private final SharedRouter router;
    private final LockCounts counts;
    private final Origins origins;
    private final Traces traces;
    private final MeterRegistry meters;
    private final InstantSource clock;

    GatewayController(
            Speakers speakers,
            SharedRouter router,
            LockCounts counts,
            Origins origins,
            Traces traces,
            MeterRegistry meters,
            InstantSource clock) {
        this.speakers = speakers;
        this.router = router;
        this.counts = counts;
        this.origins = origins;
        this.traces = traces;
        this.meters = meters;
        this.clock = clock;
    }

    @Override
    public PublicAnswer answer(PublicRequest request, String gatewayId) {
        if (!request.method().equals("POST")) {
            return WRONG_METHOD;
        }
        try {
            return traces.span("webhook.receive")
                    .root()
                    .link(request.header("traceparent"))
                    .kind(SpanKind.SERVER)
                    .set("waypost.bytes", request.body().length)
                    .call(span -> post(request, gatewayId));
        } catch (Fault fault) {
            WideEvent.warning("webhook.not_taken")
                    .with("reason", fault.reason().name())
                    .emit();
            count("unavailable");
            boolean later = fault.reason().retry() == Reason.Retry.AFTER_DELAY;
            return PublicAnswer.problem(later ? Reason.STORE_UNAVAILABLE : Reason.PEER_UNAVAILABLE);
        }
    }

    @Override
    public String health() {
        return counts.fields();
    }

    private PublicAnswer post(PublicRequest request, String gatewayId) {
        Instant now = clock.instant();
        Optional<Speaker> named = speakers.ofGateway(gatewayId);
        if (named.isPresent() && verified(named.get(), request, now)) {
            return take(named.get(), request);
        }
        // Without a gateway in the path the session in the body may name another one, which must have signed it then.
        if (gatewayId.isEmpty()) {
            Optional<Speaker> spoken = session(request).flatMap(speakers::ofSession);
            if (spoken.isPresent() && !spoken.equals(named) && verified(spoken.get(), request, now)) {
                return take(spoken.get(), request);
            }
        }
        if (named.isEmpty()) {
            var waha = WebhookFormat.of(ProviderKind.WAHA).signature();
            waha.provenBy(request.body(), request.header(waha.header()), NOBODY, now);
        }
        count(named.isEmpty() ? "gateway_unknown" : "signature_wrong");
        WideEvent.of("webhook.refused")
                .with("cause", named.isEmpty() ? "gateway_unknown" : "signature_wrong")
                .with("bytes", request.body().length)
                .emitWithin(refusals);
        return UNVERIFIED;
    }

    private static boolean verified(Speaker speaker, PublicRequest request, Instant now) {
        List<Secret> secrets = speaker.addressee().endpoint().webhookSecrets(now);
        return format(speaker)
                .map(WebhookFormat::signature)
                .flatMap(signature ->
                        signature.provenBy(request.body(), request.header(signature.header()), secrets, now))
                .isPresent();
    }

    /// Read before anything is known of the sender: it only says whose secret to try.
    private static Optional<String> session(PublicRequest request) {
        List<InboundEvent> events =
                WebhookFormat.of(ProviderKind.WAHA).decoder().decode(request.body());
        return Optional.ofNullable(events.getFirst().session())
                .filter(session -> session.length() <= 128 && !session.isBlank());
    }

    private PublicAnswer take(Speaker speaker, PublicRequest request) {
        Endpoint endpoint = speaker.addressee().endpoint();
        if (!origins.allows(endpoint, request)) {
            count("origin_refused");
            WideEvent.of("webhook.refused").with("cause", "origin_refused").emitWithin(refusals);
            return NOT_FROM_THERE;
        }
        ProviderKind kind = ProviderKind.valueOf(endpoint.provider());
        WebhookFormat format = WebhookFormat.of(kind);
        String presented = request.header(format.signature().header());
        byte[] bytes = format.decoder().withoutKeys(request.body());
        var body = new Body(request.header("content-type"), KeptSignature.of(kind, presented), bytes);
        List<InboundEvent> events = format.decoder().decode(request.body());
        SharedRouter.All all = router.all(speaker.gateway(), speaker.addressee(), body, events, events.size());
        Accepted accepted = all.accepted();
        count(accepted.fresh() == 0 && !accepted.waiting() ? "duplicate" : "accepted");
        return GatewayAnswer.of(all.messages());
    }

    private static Optional<WebhookFormat> format(Speaker speaker) {
        return Arrays.stream(ProviderKind.values())
                .filter(kind ->
                        kind.name().equals(speaker.addressee().endpoint().provider()))
                .findFirst()
                .map(WebhookFormat::of);
    }

    private void count(String result) {
        meters.counter("waypost.ingress.webhooks", "result", result).increment();
    }
}
