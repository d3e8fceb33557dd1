package dev.waypost.platform.http;

import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
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
    private final AddressPolicy policy;
    private final OkHttpClient client;
    private final Tracer tracer;

    GuardedHttp(HttpSettings settings, OpenTelemetry openTelemetry) {
        this.settings = settings;
        this.policy = new AddressPolicy(settings.allowedCidrs());
        this.tracer = openTelemetry.getTracer("dev.waypost.http");
        var dispatcher = new Dispatcher();
        dispatcher.setMaxRequestsPerHost(settings.maxPerHost());
        this.client = new OkHttpClient.Builder()
                .dns(this::resolve)
                .proxy(Proxy.NO_PROXY)
                .followRedirects(false)
                .followSslRedirects(false)
                // A request that may have been read must not be repeated behind the caller's back.
                .retryOnConnectionFailure(false)
                .connectTimeout(settings.connectTimeout())
                .readTimeout(Duration.ZERO)
                .connectionPool(new ConnectionPool(256, 20, TimeUnit.SECONDS))
                .dispatcher(dispatcher)
                .eventListenerFactory(call -> {
                    @Nullable Progress progress = call.request().tag(Progress.class);
                    return progress == null ? okhttp3.EventListener.NONE : progress;
                })
                .build();
    }

    /// Refuses a URL that must not be called; to be asked when a URL is saved. Calls check again by themselves.
    public void check(URI uri) {
        Optional<String> refused = refusalOf(uri.toString());
        if (refused.isPresent()) {
            throw Fault.of(Reason.ENDPOINT_URL_REFUSED)
                    .with("url", Fault.Violation.shown(uri.toString()))
                    .with("cause", refused.get());
        }
    }

    /// Why the URL must not be called; empty when it may be. Looks its name up.
    public Optional<String> refusalOf(String url) {
        try {
            var uri = new URI(url);
            @Nullable String refused = refusal(uri);
            if (refused == null) {
                resolve(uri.getHost());
            }
            return Optional.ofNullable(refused);
        } catch (URISyntaxException e) {
            return Optional.of("it is not a URL");
        } catch (AddressRefused e) {
            return Optional.of(String.valueOf(e.getMessage()));
        } catch (UnknownHostException e) {
            return Optional.of("its name does not resolve");
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
        @Nullable String refused = refusal(call.uri());
        if (refused != null) {
            throw new HttpFailure(HttpFailure.Kind.URL_REFUSED, refused, new AddressRefused(refused));
        }
        var progress = new Progress();
        OkHttpClient timed = client.newBuilder().callTimeout(call.timeout()).build();
        try (Response response = timed.newCall(request(call, progress)).execute()) {
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

    private List<InetAddress> resolve(String host) throws UnknownHostException {
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        List<InetAddress> addresses = List.of(InetAddress.getAllByName(bare));
        for (InetAddress address : addresses) {
            if (!policy.allows(address)) {
                throw new AddressRefused(host + " is " + address.getHostAddress() + ", which is not a public address");
            }
        }
        return addresses;
    }

    private @Nullable String refusal(URI uri) {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !scheme.equals("http")) {
            return "the scheme is not https";
        }
        @Nullable String host = uri.getHost();
        if (host == null || host.isEmpty()) {
            return "there is no host";
        }
        if (uri.getUserInfo() != null) {
            return "there are credentials in the URL";
        }
        try {
            // OkHttp asks no resolver for a literal address, so it is looked at here; a name only for plain http.
            boolean literal = host.startsWith("[") || host.matches("[0-9.]+");
            if (literal || (scheme.equals("http") && !settings.allowPlainHttp())) {
                List<InetAddress> addresses = resolve(host);
                if (scheme.equals("http")
                        && !settings.allowPlainHttp()
                        && !addresses.stream().allMatch(policy::isExcepted)) {
                    return "plain http is not allowed towards public addresses";
                }
            }
            return null;
        } catch (AddressRefused e) {
            return e.getMessage();
        } catch (UnknownHostException e) {
            return "its name does not resolve";
        }
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
