package dev.waypost.console.web.frame;

import dev.waypost.console.edge.KeyFilter;
import dev.waypost.platform.crypto.Signatures;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.telemetry.Traces;
import io.micronaut.http.BasicHttpAttributes;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.cookie.Cookie;
import io.micronaut.http.cookie.SameSite;
import io.micronaut.http.server.util.HttpHostResolver;
import io.opentelemetry.api.trace.SpanKind;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs every page the same way: in a span, inside the frame, with its failure as a page that says what to do. What
/// changes something is only done for a form that this session was given.
@Singleton
public final class Pages {
    /// Nothing from elsewhere, nothing inline, no frames around us.
    public static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// Under which the filter leaves what the form of this session must carry.
    public static final String SESSION_TOKEN = "waypost.session.token";

    private static final String NOTICE = "waypost_notice";
    private static final Logger LOG = LoggerFactory.getLogger(Pages.class);

    private final Traces traces;
    private final InstantSource clock;
    private final HttpHostResolver hosts;

    Pages(Traces traces, InstantSource clock, HttpHostResolver hosts) {
        this.traces = traces;
        this.clock = clock;
        this.hosts = hosts;
    }

    public HttpResponse<?> show(HttpRequest<?> request, Section section, Function<Visit, Outcome> work) {
        return run(visit(request, Map.of()), section, work);
    }

    public HttpResponse<?> act(HttpRequest<byte[]> request, Section section, Function<Visit, Outcome> work) {
        Visit visit = visit(request, FormBody.read(request));
        return run(visit, section, checked -> {
            requireOurs(checked);
            return work.apply(checked);
        });
    }

    /// For what is no page, such as a picture or a stream of news.
    public HttpResponse<?> raw(HttpRequest<?> request, Function<Visit, MutableHttpResponse<?>> work) {
        try {
            return work.apply(visit(request, Map.of()));
        } catch (RuntimeException e) {
            return HttpResponse.status(io.micronaut.http.HttpStatus.valueOf(
                    Failures.faultOf(e).reason().httpStatus()));
        }
    }

    /// The same request a moment later, for what goes on telling news.
    public Visit again(HttpRequest<?> request) {
        return visit(request, Map.of());
    }

    private Visit visit(HttpRequest<?> request, Map<String, List<String>> form) {
        String token = request.getAttribute(SESSION_TOKEN, String.class).orElse("");
        return new Visit(request, KeyFilter.callerOf(request), token, form, clock.instant());
    }

    private HttpResponse<?> run(Visit visit, Section section, Function<Visit, Outcome> work) {
        String route = BasicHttpAttributes.getUriTemplate(visit.http()).orElse("");
        return traces.span(visit.http().getMethodName() + " " + route)
                .kind(SpanKind.SERVER)
                .set("http.request.method", visit.http().getMethodName())
                .call(span -> {
                    MutableHttpResponse<?> response = switch (tried(visit, section, work)) {
                        case Outcome.Page page -> written(visit, page);
                        case Outcome.Gone gone -> gone(gone);
                    };
                    span.setAttribute("http.response.status_code", response.code());
                    return response.header("X-Waypost-Trace-Id", Traces.currentTraceId());
                });
    }

    private static Outcome tried(Visit visit, Section section, Function<Visit, Outcome> work) {
        try {
            return work.apply(visit);
        } catch (RuntimeException e) {
            Fault fault = Failures.faultOf(e);
            if (fault.reason() == Reason.INTERNAL) {
                LOG.atError()
                        .setCause(e)
                        .addKeyValue("trace_id", Traces.currentTraceId())
                        .log("page.failed");
            }
            return new Outcome.Page(
                    fault.reason().httpStatus(), section, Failures.title(fault.reason()), Failures.alert(fault));
        }
    }

    private static MutableHttpResponse<?> written(Visit visit, Outcome.Page page) {
        String notice = visit.http()
                .getCookies()
                .findCookie(NOTICE)
                .map(cookie -> URLDecoder.decode(cookie.getValue(), StandardCharsets.UTF_8))
                .orElse("");
        MutableHttpResponse<String> response =
                html(page.status(), Layout.of(visit, page, notice).page());
        return notice.isEmpty() ? response : response.cookie(notice("", Duration.ZERO));
    }

    private static MutableHttpResponse<?> gone(Outcome.Gone gone) {
        MutableHttpResponse<?> response = HttpResponse.seeOther(URI.create(gone.to()));
        return gone.notice().isEmpty() ? response : response.cookie(notice(gone.notice(), Duration.ofMinutes(1)));
    }

    public static MutableHttpResponse<String> html(int status, String page) {
        return HttpResponse.<String>status(io.micronaut.http.HttpStatus.valueOf(status))
                .body(page)
                .contentType(MediaType.of("text/html; charset=utf-8"))
                // Without any referrer a browser hides the origin of a form, too.
                .header("Referrer-Policy", "same-origin")
                .header("Content-Security-Policy", POLICY);
    }

    private static Cookie notice(String text, Duration age) {
        return Cookie.of(NOTICE, URLEncoder.encode(text, StandardCharsets.UTF_8))
                .path("/ui")
                .httpOnly(true)
                .sameSite(SameSite.Strict)
                .maxAge(age);
    }

    /// A page elsewhere can make a browser send a form here, but it neither knows the token nor hides where it is from.
    private void requireOurs(Visit visit) {
        if (visit.token().isEmpty()
                || !fromHere(visit.http())
                || !Signatures.equal(visit.token(), visit.field(Visit.TOKEN))) {
            throw Fault.of(Reason.ROLE_FORBIDDEN)
                    .detail("This form is not of your present session. Go back, reload the page and send it again.");
        }
    }

    /// Whether the browser says that the request comes from a page of this console, or does not say.
    public boolean fromHere(HttpRequest<?> request) {
        @Nullable String site = request.getHeaders().get("Sec-Fetch-Site");
        if (site != null) {
            return site.equals("same-origin") || site.equals("none");
        }
        @Nullable String origin = request.getHeaders().get(HttpHeaders.ORIGIN);
        return origin == null || host(origin).equals(host(hosts.resolve(request)));
    }

    private static String host(String origin) {
        try {
            String authority = URI.create(origin).getRawAuthority();
            return authority == null ? "" : authority;
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
