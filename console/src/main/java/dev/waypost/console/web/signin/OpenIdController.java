package dev.waypost.console.web.signin;

import static dev.waypost.console.web.html.Attr.href;
import static dev.waypost.console.web.html.Html.h;

import dev.waypost.console.web.frame.Failures;
import dev.waypost.console.web.frame.Layout;
import dev.waypost.console.web.frame.Pages;
import dev.waypost.console.web.frame.Sealed;
import dev.waypost.console.web.frame.Section;
import dev.waypost.platform.auth.Caller;
import dev.waypost.platform.auth.Callers;
import dev.waypost.platform.auth.Role;
import dev.waypost.platform.crypto.Signatures;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.id.Ids;
import dev.waypost.platform.log.WideEvent;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.cookie.Cookie;
import io.micronaut.http.cookie.SameSite;
import io.micronaut.http.server.util.HttpHostResolver;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.time.Duration;
import java.util.Optional;

/// Signing in at the issuer: authorization code with PKCE, bound to the browser that began it.
@Controller("/ui/sign-in/oidc")
@ExecuteOn(TaskExecutors.BLOCKING)
public final class OpenIdController {
    private static final String COOKIE = "waypost_oidc";
    private static final String USE = "oidc";
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final OpenId issuer;
    private final OpenIdSettings settings;
    private final Callers callers;
    private final Sessions sessions;
    private final SignInLimit limit;
    private final Sealed sealed;
    private final HttpHostResolver hosts;

    OpenIdController(
            OpenId issuer,
            OpenIdSettings settings,
            Callers callers,
            Sessions sessions,
            SignInLimit limit,
            Sealed sealed,
            HttpHostResolver hosts) {
        this.issuer = issuer;
        this.settings = settings;
        this.callers = callers;
        this.sessions = sessions;
        this.limit = limit;
        this.sealed = sealed;
        this.hosts = hosts;
    }

    /// What the browser keeps of a sign-in under way, sealed.
    private record Begun(String state, String nonce, String verifier, String next) {
        static Begun read(String text) {
            String[] lines = text.split("\n", 4);
            return new Begun(lines[0], lines[1], lines[2], lines[3]);
        }

        String text() {
            return String.join("\n", state, nonce, verifier, next);
        }
    }

    @Get
    public HttpResponse<?> begin(HttpRequest<?> request) {
        if (!issuer.isUsed()) {
            return refused(404, "This console knows no issuer", "Sign in with an API key.");
        }
        try {
            var begun = new Begun(
                    Ids.token(),
                    Ids.token(),
                    Ids.token(),
                    SignInController.next(
                            request.getParameters().getFirst("next").orElse("")));
            return HttpResponse.seeOther(issuer.entrance(begun.state(), begun.nonce(), begun.verifier(), back(request)))
                    .cookie(cookie(request, sealed.seal(begun.text(), USE, PATIENCE), PATIENCE));
        } catch (Fault away) {
            return refused(away.reason().httpStatus(), "Your issuer is out of reach", away.text());
        }
    }

    @Get("/back")
    public HttpResponse<?> back(
            HttpRequest<?> request,
            @io.micronaut.http.annotation.QueryValue Optional<String> code,
            @io.micronaut.http.annotation.QueryValue Optional<String> state) {
        String address = request.getRemoteAddress().getAddress().getHostAddress();
        if (limit.wait(address).isPresent()) {
            return refused(429, "Too many failed sign-ins", "Wait some minutes and try again.");
        }
        Optional<Begun> begun = request.getCookies()
                .findCookie(COOKIE)
                .flatMap(cookie -> sealed.openInTime(cookie.getValue(), USE))
                .map(Begun::read)
                .filter(one -> Signatures.equal(one.state(), state.orElse("")));
        if (begun.isEmpty() || code.isEmpty()) {
            return failed(address, "This sign-in was not begun here, took too long, or was broken off.");
        }
        try {
            Optional<String> token = issuer.token(code.get(), begun.get().verifier(), back(request))
                    .filter(one -> OpenId.isFor(one, begun.get().nonce()));
            Optional<Caller> caller = token.flatMap(callers::authenticate).filter(one -> one.role() != Role.SERVICE);
            if (token.isEmpty() || caller.isEmpty()) {
                return failed(
                        address,
                        "The issuer knows you, but its token opens nothing here. Whoever runs Waypost says which role and"
                                + " tenants you have.");
            }
            Cookie session = sessions.open(request, token.get());
            if (session.getValue().length() > Sessions.LONGEST_COOKIE) {
                return failed(address, "The token of your issuer is too long for a browser: ask for fewer claims.");
            }
            WideEvent.of("console.sign_in")
                    .with("outcome", "accepted")
                    .with("caller", caller.get().id())
                    .emit();
            return in(request, session, begun.get().next());
        } catch (RuntimeException e) {
            Fault fault = Failures.faultOf(e);
            return refused(fault.reason().httpStatus(), "Your issuer is out of reach", fault.text());
        }
    }

    /// A page of ours leads on: after a redirect from elsewhere the browser would not show the session yet.
    private MutableHttpResponse<?> in(HttpRequest<?> request, Cookie session, String next) {
        String to = next.isEmpty() ? Section.OVERVIEW.link().toString() : next;
        return Pages.html(
                        200,
                        Layout.bare(
                                        "Signed in",
                                        h("h1", "You are signed in"),
                                        h("p", h("a.button.primary", href(to), "Go on")))
                                .page())
                .header("Refresh", "0;url=" + to)
                .cookie(session)
                .cookie(cookie(request, "", Duration.ZERO));
    }

    private HttpResponse<?> failed(String address, String why) {
        limit.failed(address);
        WideEvent.of("console.sign_in").with("outcome", "refused").emit();
        return refused(401, "You are not signed in", why);
    }

    private static HttpResponse<?> refused(int status, String title, String why) {
        return Pages.html(
                status,
                Layout.bare(
                                title,
                                h("h1", title),
                                h("p", why),
                                h("p", h("a.button", href("/ui/sign-in"), "Back to the sign-in")))
                        .page());
    }

    private String back(HttpRequest<?> request) {
        String here = settings.address().isEmpty() ? hosts.resolve(request) : settings.address();
        return here + "/ui/sign-in/oidc/back";
    }

    /// The issuer's site sends the browser back, so this one must come along from there; it opens nothing by itself.
    private static Cookie cookie(HttpRequest<?> request, String value, Duration age) {
        return Cookie.of(COOKIE, value)
                .path("/ui/sign-in")
                .httpOnly(true)
                .secure(Sessions.isEncrypted(request))
                .sameSite(SameSite.Lax)
                .maxAge(age);
    }
}
