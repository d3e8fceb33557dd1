package dev.waypost.ingress.receive;

import dev.waypost.configclient.TenantSnapshots;
import dev.waypost.configclient.TenantState;
import dev.waypost.ingress.delivery.Body;
import dev.waypost.ingress.listener.PublicAnswer;
import dev.waypost.ingress.listener.PublicHandler;
import dev.waypost.ingress.listener.PublicRequest;
import dev.waypost.ingress.origin.Origins;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.log.WideEvent;
import dev.waypost.platform.telemetry.Traces;
import dev.waypost.providers.meta.MetaSignature;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.handler.codec.http.QueryStringDecoder;
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
    private static final PublicAnswer HEALTHY =
            PublicAnswer.json("{\"status\":\"healthy\",\"service\":\"webhook-ingress\"}");
    private static final PublicAnswer UNVERIFIED = PublicAnswer.problem(Reason.CALLER_UNKNOWN);
    private static final PublicAnswer NOT_YET = PublicAnswer.problem(Reason.NOT_IMPLEMENTED);
    private static final PublicAnswer NOTHING_HERE = PublicAnswer.refused(404, "There is no such path.");
    private static final PublicAnswer NOT_FROM_THERE = PublicAnswer.problem(Reason.IP_NOT_ALLOWED);
    private static final PublicAnswer WRONG_METHOD = PublicAnswer.refused(405, "The path takes GET or POST.");
    private static final PublicAnswer HANDSHAKE_REFUSED =
            PublicAnswer.refused(403, "The handshake is not for an endpoint of ours.");

    private final TenantSnapshots tenants;
    private final Webhooks webhooks;
    private final Origins origins;
    private final GatewayDoor gateways;
    private final Traces traces;
    private final MeterRegistry meters;
    private final InstantSource clock;

    WebhookController(
            TenantSnapshots tenants,
            Webhooks webhooks,
            Origins origins,
            GatewayDoor gateways,
            Traces traces,
            MeterRegistry meters,
            InstantSource clock) {
        this.tenants = tenants;
        this.webhooks = webhooks;
        this.origins = origins;
        this.gateways = gateways;
        this.traces = traces;
        this.meters = meters;
        this.clock = clock;
    }

    @Override
    public PublicAnswer answer(PublicRequest request) {
        return switch (PublicPath.of(request.path())) {
            case PublicPath.Health health -> HEALTHY;
            case PublicPath.Hub hub -> NOT_YET;
            case PublicPath.OfGateway path -> gateways.answer(request, path.gatewayId());
            case PublicPath.Unknown unknown -> NOTHING_HERE;
            case PublicPath.OfEndpoint path -> webhook(request, path.tenantId(), Optional.of(path.endpointId()));
            case PublicPath.OfTenant path -> webhook(request, path.tenantId(), Optional.empty());
        };
    }

    private PublicAnswer webhook(PublicRequest request, String tenantId, Optional<String> endpointId) {
        try {
            Optional<Addressee> addressee = addressee(tenantId, endpointId);
            if (addressee.isPresent() && !origins.allows(addressee.get().endpoint(), request)) {
                count("origin_refused");
                WideEvent.of("webhook.refused").with("cause", "origin_refused").emit();
                return NOT_FROM_THERE;
            }
            return switch (request.method()) {
                case "POST" -> post(request, tenantId, addressee);
                case "GET" -> endpointId.isEmpty() ? WRONG_METHOD : handshake(request, addressee);
                default -> WRONG_METHOD;
            };
        } catch (Fault fault) {
            WideEvent.warning("webhook.not_taken")
                    .with("tenant_id", tenantId)
                    .with("reason", fault.reason().name())
                    .emit();
            count("unavailable");
            boolean later = fault.reason().retry() == Reason.Retry.AFTER_DELAY;
            return PublicAnswer.problem(later ? Reason.STORE_UNAVAILABLE : Reason.PEER_UNAVAILABLE);
        }
    }

    private PublicAnswer post(PublicRequest request, String tenantId, Optional<Addressee> addressee) {
        long start = System.nanoTime();
        // The caller's trace is not ours to continue: it says which trace to link, and nothing more.
        return traces.span("webhook.receive")
                .root()
                .link(request.header("traceparent"))
                .kind(SpanKind.SERVER)
                .set("waypost.bytes", request.body().length)
                .call(span -> {
                    var body = new Body(
                            request.header("content-type"), request.header(MetaSignature.HEADER), request.body());
                    Received received = webhooks.receive(addressee, body);
                    report(tenantId, received, body, Duration.ofNanos(System.nanoTime() - start));
                    return switch (received) {
                        case Received.Stored stored -> PublicAnswer.OK;
                        case Received.Waiting waiting -> PublicAnswer.OK;
                        case Received.Refused refused -> UNVERIFIED;
                    };
                });
    }

    private PublicAnswer handshake(PublicRequest request, Optional<Addressee> addressee) {
        Map<String, List<String>> query = new QueryStringDecoder(request.query(), false).parameters();
        return Handshake.answer(
                        query,
                        addressee
                                .map(found -> found.verifyTokens(clock.instant()))
                                .orElse(List.of()))
                .map(PublicAnswer::text)
                .orElse(HANDSHAKE_REFUSED);
    }

    private Optional<Addressee> addressee(String tenantId, Optional<String> endpointId) {
        // A deleted tenant is answered like one that never was: nothing is accepted, and the provider tries again
        // later.
        return tenants.find(tenantId)
                .filter(tenant -> tenant.state() != TenantState.DELETING)
                .flatMap(tenant ->
                        endpointId.isPresent() ? Addressee.of(tenant, endpointId.get()) : Addressee.active(tenant));
    }

    private void report(String tenantId, Received received, Body body, Duration took) {
        switch (received) {
            case Received.Stored stored -> {
                count(stored.fresh() == 0 ? "duplicate" : stored.quarantined() > 0 ? "quarantined" : "accepted");
                WideEvent.of("webhook.received")
                        .with("tenant_id", tenantId)
                        .with("events", stored.events())
                        .with("new", stored.fresh())
                        .with("quarantined", stored.quarantined())
                        .with("bytes", body.bytes().length)
                        .with("trace_id", Traces.currentTraceId())
                        .with("duration", took)
                        .emit();
            }
            case Received.Waiting waiting -> {
                count("spooled");
                WideEvent.warning("webhook.spooled")
                        .with("tenant_id", tenantId)
                        .with("events", waiting.events())
                        .with("bytes", body.bytes().length)
                        .with("trace_id", Traces.currentTraceId())
                        .with("duration", took)
                        .emit();
            }
            case Received.Refused refused -> {
                count(refused.cause());
                // Not the tenant in the path: nobody has shown that it is theirs.
                WideEvent.of("webhook.refused")
                        .with("cause", refused.cause())
                        .with("bytes", body.bytes().length)
                        .emit();
            }
        }
    }

    private void count(String result) {
        meters.counter("waypost.ingress.webhooks", "result", result).increment();
    }
}
