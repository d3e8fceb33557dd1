package dev.waypost.ingress.receive;

import dev.waypost.ingress.listener.PublicAnswer;
import dev.waypost.ingress.listener.PublicHandler;
import dev.waypost.ingress.listener.PublicRequest;
import dev.waypost.ingress.origin.Origins;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.log.LineBudget;
import dev.waypost.platform.log.WideEvent;
import dev.waypost.platform.telemetry.Traces;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The public paths. Trouble of ours is answered 503, so that the provider tries again; whoever cannot be verified is
/// answered 401, whatever the cause; who comes from an address that the endpoint does not list gets 403.
@Singleton
public class WebhookController implements PublicHandler {
    private static final String HEALTHY = "{\"status\":\"healthy\",\"service\":\"webhook-ingress\"";
    private static final PublicAnswer UNVERIFIED = PublicAnswer.problem(Reason.CALLER_UNKNOWN);
    private static final PublicAnswer NOTHING_HERE = PublicAnswer.refused(404, "There is no such path.");
    private static final PublicAnswer NOT_FROM_THERE = PublicAnswer.problem(Reason.IP_NOT_ALLOWED);
    private static final PublicAnswer WRONG_METHOD = PublicAnswer.refused(405, "The path takes GET or POST.");
    private static final PublicAnswer HANDSHAKE_REFUSED =
            PublicAnswer.refused(403, "The handshake is not for an endpoint of ours.");

    private final LineBudget refusals = new LineBudget(10);
    private final LineBudget spooled = new LineBudget(10);
    private final Signers signers;
    private final Webhooks webhooks;
    private final Origins origins;
    private final GatewayDoor gateways;
    private final Traces traces;
    private final ReceiveMeters meters;
    private final InstantSource clock;

    WebhookController(
            Signers signers,
            Webhooks webhooks,
            Origins origins,
            GatewayDoor gateways,
            Traces traces,
            ReceiveMeters meters,
            InstantSource clock) {
        this.signers = signers;
        this.webhooks = webhooks;
        this.origins = origins;
        this.gateways = gateways;
        this.traces = traces;
        this.meters = meters;
        this.clock = clock;
    }

    @Override
    public PublicAnswer answer(PublicRequest request) {
        PublicPath path = PublicPath.of(request.path());
        return switch (path) {
            case PublicPath.Health health -> health();
            case PublicPath.Unknown unknown -> NOTHING_HERE;
            case PublicPath.OfGateway of -> gateways.answer(request, of.gatewayId());
            case PublicPath.Hub hub -> webhook(request, path);
            case PublicPath.OfEndpoint of -> webhook(request, path);
            case PublicPath.OfTenant of -> webhook(request, path);
        };
    }

    private PublicAnswer health() {
        String locks = gateways.health();
        return PublicAnswer.json(HEALTHY + (locks.isEmpty() ? "" : "," + locks) + "}");
    }

    private PublicAnswer webhook(PublicRequest request, PublicPath path) {
        try {
            return switch (request.method()) {
                case "POST" -> post(request, path);
                case "GET" -> path instanceof PublicPath.OfTenant ? WRONG_METHOD : handshake(request, path);
                default -> WRONG_METHOD;
            };
        } catch (Fault fault) {
            WideEvent.warning("webhook.not_taken")
                    .with("reason", fault.reason().name())
                    .emit();
            meters.unavailable();
            boolean later = fault.reason().retry() == Reason.Retry.AFTER_DELAY;
            return PublicAnswer.problem(later ? Reason.STORE_UNAVAILABLE : Reason.PEER_UNAVAILABLE);
        }
    }

    private Optional<Signer> signer(PublicRequest request, PublicPath path) {
        return switch (path) {
            case PublicPath.OfEndpoint of -> signers.ofEndpoint(of.tenantId(), of.endpointId());
            case PublicPath.OfTenant of -> signers.ofActiveEndpoint(of.tenantId());
            case PublicPath.Hub hub ->
                hub.appId().isEmpty() ? signers.ofBody(request.body()) : signers.ofApp(hub.appId());
            case PublicPath.Health health -> Optional.empty();
            case PublicPath.Unknown unknown -> Optional.empty();
            case PublicPath.OfGateway of -> Optional.empty();
        };
    }

    private PublicAnswer post(PublicRequest request, PublicPath path) {
        long start = System.nanoTime();
        Optional<Signer> signer = signer(request, path);
        if (isFromElsewhere(signer, request)) {
            return notFromThere();
        }
        // The caller's trace is not ours to continue: it says which trace to link, and nothing more.
        return traces.span("webhook.receive")
                .root()
                .link(request.header("traceparent"))
                .kind(SpanKind.SERVER)
                .set("waypost.bytes", request.body().length)
                .call(span -> {
                    Received received = webhooks.receive(signer, request);
                    var took = Duration.ofNanos(System.nanoTime() - start);
                    meters.received(received, took);
                    tell(span, received, request.body().length, took);
                    return received instanceof Received.Refused ? UNVERIFIED : PublicAnswer.OK;
                });
    }

    private PublicAnswer handshake(PublicRequest request, PublicPath path) {
        Map<String, List<String>> query = new QueryStringDecoder(request.query(), false).parameters();
        boolean shared = path instanceof PublicPath.Hub hub && hub.appId().isEmpty();
        Optional<Signer> signer = shared ? signers.ofToken(Handshake.token(query)) : signer(request, path);
        if (isFromElsewhere(signer, request)) {
            return notFromThere();
        }
        return Handshake.answer(
                        query,
                        signer.map(found -> found.verifyTokens(clock.instant())).orElse(List.of()))
                .map(PublicAnswer::text)
                .orElse(HANDSHAKE_REFUSED);
    }

    private boolean isFromElsewhere(Optional<Signer> signer, PublicRequest request) {
        return signer.isPresent()
                && signer.get() instanceof Signer.OfEndpoint of
                && !origins.allows(of.addressee().endpoint(), request);
    }

    private PublicAnswer notFromThere() {
        meters.refused(Refusal.ORIGIN_REFUSED);
        WideEvent.of("webhook.refused")
                .with("cause", Refusal.ORIGIN_REFUSED.label())
                .emitWithin(refusals);
        return NOT_FROM_THERE;
    }

    /// A line for what somebody may want to look into, and for traces that are kept; none for every webhook.
    private void tell(Span span, Received received, int bytes, Duration took) {
        switch (received) {
            case Received.Stored stored -> {
                if (span.getSpanContext().isSampled()) {
                    WideEvent.of("webhook.received")
                            .with("source", stored.source().name())
                            .with("events", stored.events())
                            .with("new", stored.fresh())
                            .with("quarantined", stored.quarantined())
                            .with("bytes", bytes)
                            .with("trace_id", Traces.currentTraceId())
                            .with("duration", took)
                            .emit();
                }
            }
            case Received.Waiting waiting ->
                WideEvent.warning("webhook.spooled")
                        .with("source", waiting.source().name())
                        .with("events", waiting.events())
                        .with("bytes", bytes)
                        .with("trace_id", Traces.currentTraceId())
                        .with("duration", took)
                        .emitWithin(spooled);
            // Not the tenant in the path: nobody has shown that it is theirs.
            case Received.Refused refused ->
                WideEvent.of("webhook.refused")
                        .with("cause", refused.cause().label())
                        .with("bytes", bytes)
                        .emitWithin(refusals);
        }
    }
}
