package dev.waypost.platform.http;

import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.telemetry.Traces;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/// The only way out to a URL that a user gave.
///
/// Every attempt resolves the name anew, refuses the call when any of its addresses is not allowed, connects to exactly
/// the address that was looked at, follows no redirect, uses no proxy and reads a bounded answer.
@Singleton
public final class GuardedHttp implements AutoCloseable {
    private final UrlGuard guard;
    private final Http1Connections http1;
    private final Http2 http2;
    private final Places places;
    private final Tracer tracer;

    @Inject
    GuardedHttp(HttpSettings settings, OpenTelemetry openTelemetry, MeterRegistry meters) {
        this(settings, openTelemetry, meters, Trust.ofTheSystem());
    }

    GuardedHttp(HttpSettings settings, OpenTelemetry openTelemetry, MeterRegistry meters, Trust trust) {
        this.guard = new UrlGuard(settings);
        this.tracer = openTelemetry.getTracer("dev.waypost.http");
        this.http1 = new Http1Connections(
                new Dialer(guard, settings.connectTimeout(), trust.sockets()),
                settings,
                meters.counter("waypost.http.connections.stale"));
        this.http2 = new Http2(guard, settings, trust);
        this.places = new Places(settings.maxPerHost());
    }

    /// Refuses a URL that must not be called; to be asked when a URL is saved. Calls check again by themselves.
    ///
    /// @throws Fault ENDPOINT_URL_REFUSED with the class of reason
    public void check(URI uri) {
        refusalOf(uri.toString()).ifPresent(refusal -> {
            throw Fault.of(Reason.ENDPOINT_URL_REFUSED)
                    .with("class", refusal.kind())
                    .with("cause", refusal.detail());
        });
    }

    /// Why the URL must not be called; empty when it may be. Looks its name up.
    public Optional<UrlRefusal> refusalOf(String url) {
        try {
            return guard.refusal(new URI(url));
        } catch (URISyntaxException e) {
            return Optional.of(new UrlRefusal(UrlRefusal.Kind.MALFORMED, "it is not a URL"));
        }
    }

    public HttpAnswer send(HttpCall call) throws HttpFailure {
        Span span = tracer.spanBuilder(call.method())
                .setSpanKind(SpanKind.CLIENT)
                .setAttribute("http.request.method", call.method())
                .setAttribute("server.address", String.valueOf(call.uri().getHost()))
                .setAttribute("server.port", call.uri().getPort())
                .startSpan();
        try (Scope ignored = span.makeCurrent()) {
            HttpAnswer answer = exchange(call);
            span.setAttribute("http.response.status_code", answer.status());
            if (answer.status() >= 400) {
                span.setStatus(StatusCode.ERROR);
            }
            return answer;
        } catch (HttpFailure e) {
            span.setStatus(StatusCode.ERROR, e.kind().name());
            throw e;
        } finally {
            span.end();
        }
    }

    private HttpAnswer exchange(HttpCall call) throws HttpFailure {
        long deadline = System.nanoTime() + call.timeout().toNanos();
        Optional<UrlRefusal> refused = UrlGuard.refusalOfText(call.uri());
        if (refused.isPresent()) {
            throw new HttpFailure(
                    HttpFailure.Kind.URL_REFUSED, refused.get().detail(), new AddressRefused(refused.get()));
        }
        Outgoing request = outgoing(call, deadline);
        return places.within(request, () -> exchange(call.uri(), request));
    }

    private static Outgoing outgoing(HttpCall call, long deadline) throws HttpFailure {
        try {
            return Outgoing.of(call, Traces.currentTraceparent(), deadline);
        } catch (IllegalArgumentException e) {
            throw new HttpFailure(HttpFailure.Kind.URL_REFUSED, "not a URL or header that can be sent", e);
        }
    }

    private HttpAnswer exchange(URI uri, Outgoing request) throws HttpFailure {
        if (http2.isSpokenBy(request.origin())) {
            return http2.send(request);
        }
        try {
            return http1.send(uri, request);
        } catch (Dialer.PrefersHttp2 e) {
            http2.learn(request.origin());
            return http2.send(request);
        }
    }

    @Override
    @PreDestroy
    public void close() {
        http1.close();
        http2.close();
    }
}
