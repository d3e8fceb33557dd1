package dev.waypost.platform.http;

import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.Buffer;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/// The only way out to a URL that a user gave.
///
/// Every attempt resolves the name anew, refuses the call when any of its addresses is not allowed, connects to exactly
/// the address that was looked at, follows no redirect, uses no proxy and reads a bounded answer.
@Singleton
public final class GuardedHttp {
    private final HttpSettings settings;
    private final UrlGuard guard;
    private final OkHttpClient client;
    private final StaleConnections connections;
    private final Tracer tracer;

    GuardedHttp(HttpSettings settings, OpenTelemetry openTelemetry, MeterRegistry meters) {
        this.settings = settings;
        this.guard = new UrlGuard(settings);
        this.tracer = openTelemetry.getTracer("dev.waypost.http");
        this.connections = new StaleConnections(
                settings.keepAlive(), meters.counter("waypost.http.connections.stale"), System::nanoTime);
        var dispatcher = new Dispatcher();
        dispatcher.setMaxRequestsPerHost(settings.maxPerHost());
        this.client = new OkHttpClient.Builder()
                .dns(guard::resolve)
                .proxy(Proxy.NO_PROXY)
                .followRedirects(false)
                .followSslRedirects(false)
                // A request that may have been read must not be repeated behind the caller's back.
                .retryOnConnectionFailure(false)
                .connectTimeout(settings.connectTimeout())
                .readTimeout(Duration.ZERO)
                .connectionPool(new ConnectionPool(256, 20, TimeUnit.SECONDS))
                .dispatcher(dispatcher)
                .addNetworkInterceptor(connections)
                .eventListenerFactory(call -> {
                    @Nullable Progress progress = call.request().tag(Progress.class);
                    return progress == null ? okhttp3.EventListener.NONE : progress;
                })
                .build();
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
        Optional<UrlRefusal> refused = guard.refusalBeforeResolving(call.uri());
        if (refused.isPresent()) {
            throw new HttpFailure(
                    HttpFailure.Kind.URL_REFUSED, refused.get().detail(), new AddressRefused(refused.get()));
        }
        while (true) {
            try {
                return onConnection(call);
            } catch (HttpFailure failure) {
                // Each costs one connection of the pool, and a new one is never stale.
                if (!(failure.getCause() instanceof StaleConnections.Stale)) {
                    throw failure;
                }
            }
        }
    }

    private HttpAnswer onConnection(HttpCall call) throws HttpFailure {
        var progress = new Progress(connections);
        Call timed = client.newCall(request(call, progress));
        timed.timeout().timeout(call.timeout().toNanos(), TimeUnit.NANOSECONDS);
        try (Response response = timed.execute()) {
            return new HttpAnswer(
                    response.code(), headers(response), body(response.body().source()));
        } catch (IOException e) {
            throw new HttpFailure(progress.kindOf(e), describe(e), e);
        } catch (IllegalArgumentException e) {
            throw new HttpFailure(HttpFailure.Kind.URL_REFUSED, "not a URL or header that can be sent", e);
        }
    }

    private Request request(HttpCall call, Progress progress) {
        var request = new Request.Builder().url(call.uri().toString()).tag(Progress.class, progress);
        request.header("User-Agent", "waypost").header("Accept-Encoding", "identity");
        call.headers().forEach(request::header);
        @Nullable String traceparent = dev.waypost.platform.telemetry.Traces.currentTraceparent();
        if (traceparent != null) {
            request.header("traceparent", traceparent);
        }
        boolean bodiless = call.method().equals("GET") || call.method().equals("HEAD");
        // Without a media type here OkHttp leaves the caller's Content-Type as it is.
        return request.method(call.method(), bodiless ? null : RequestBody.create(call.body()))
                .build();
    }

    private byte[] body(BufferedSource source) throws IOException, HttpFailure {
        var read = new Buffer();
        while (read.size() <= settings.maxAnswerBytes()) {
            if (source.read(read, 8192) == -1) {
                return read.readByteArray();
            }
        }
        throw new HttpFailure(
                HttpFailure.Kind.TOO_LARGE,
                "the answer is longer than " + settings.maxAnswerBytes() + " bytes",
                new IOException("too large"));
    }

    private static Map<String, String> headers(Response response) {
        var headers = new HashMap<String, String>();
        response.headers().forEach(pair -> headers.put(pair.getFirst().toLowerCase(Locale.ROOT), pair.getSecond()));
        return headers;
    }

    private static String describe(IOException e) {
        return e.getClass().getSimpleName();
    }

    @PreDestroy
    void close() {
        client.dispatcher().executorService().shutdown();
        client.connectionPool().evictAll();
    }
}
