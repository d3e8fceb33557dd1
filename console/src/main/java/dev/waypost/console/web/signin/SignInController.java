package dev.waypost.console.web.signin;

import static dev.waypost.console.web.html.Attr.attr;
import static dev.waypost.console.web.html.Attr.flag;
import static dev.waypost.console.web.html.Html.h;

import dev.waypost.console.web.frame.FormBody;
import dev.waypost.console.web.frame.Layout;
import dev.waypost.console.web.frame.Link;
import dev.waypost.console.web.frame.Pages;
import dev.waypost.console.web.frame.Parts;
import dev.waypost.console.web.frame.Section;
import dev.waypost.console.web.frame.Visit;
import dev.waypost.console.web.frame.Words;
import dev.waypost.console.web.html.Html;
import dev.waypost.platform.auth.Callers;
import dev.waypost.platform.auth.Role;
import dev.waypost.platform.log.WideEvent;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Signing in and out.
@Controller
@ExecuteOn(TaskExecutors.BLOCKING)
public final class SignInController {
    private final Callers callers;
    private final Sessions sessions;
    private final SignInLimit limit;
    private final Pages pages;
    private final OpenId issuer;

    SignInController(Callers callers, Sessions sessions, SignInLimit limit, Pages pages, OpenId issuer) {
        this.issuer = issuer;
        this.callers = callers;
        this.sessions = sessions;
        this.limit = limit;
        this.pages = pages;
    }

    /// The front door: where to sign in, or straight on for those who are.
    @Get("/")
    public HttpResponse<?> door(HttpRequest<?> request) {
        return sessions.of(request).isPresent()
                ? HttpResponse.seeOther(URI.create(Section.OVERVIEW.link().toString()))
                : form(200, "", null);
    }

    @Get("/ui/sign-in")
    public HttpResponse<?> page(HttpRequest<?> request) {
        return form(200, next(request.getParameters().getFirst("next").orElse("")), null);
    }

    @Post("/ui/sign-in")
    @Consumes(MediaType.ALL)
    public HttpResponse<?> signIn(HttpRequest<byte[]> request) {
        Map<String, List<String>> sent = FormBody.read(request);
        String next = next(first(sent, "next"));
        if (!pages.fromHere(request)) {
            return form(403, next, "This form came from another site. Sign in here instead.");
        }
        String address = request.getRemoteAddress().getAddress().getHostAddress();
        Optional<Duration> wait = limit.wait(address);
        if (wait.isPresent()) {
            return form(
                    429,
                    next,
                    "Too many failed sign-ins from your address. Try again in " + Words.length(wait.get()) + ".");
        }
        String key = first(sent, "key").strip();
        var caller = callers.authenticate(key).filter(one -> one.role() != Role.SERVICE);
        if (caller.isEmpty()) {
            limit.failed(address);
            WideEvent.of("console.sign_in").with("outcome", "refused").emit();
            return form(401, next, "No such key, or it was revoked. Check that all of it was pasted.");
        }
        WideEvent.of("console.sign_in")
                .with("outcome", "accepted")
                .with("caller", caller.get().id())
                .emit();
        return HttpResponse.seeOther(
                        URI.create(next.isEmpty() ? Section.OVERVIEW.link().toString() : next))
                .cookie(sessions.open(request, key));
    }

    @Post("/ui/sign-out")
    @Consumes(MediaType.ALL)
    public HttpResponse<?> signOut(HttpRequest<byte[]> request) {
        HttpResponse<?> checked = pages.act(
                request, Section.OVERVIEW, visit -> new dev.waypost.console.web.frame.Outcome.Gone("/ui/sign-in", ""));
        return checked instanceof MutableHttpResponse<?> response && response.code() == 303
                ? response.cookie(sessions.close(request))
                : checked;
    }

    private HttpResponse<?> form(int status, String next, @Nullable String problem) {
        Html form = h(
                "form.card",
                attr("method", "post"),
                attr("action", Link.to("sign-in")),
                h("h1", "Waypost"),
                h("p.soft", "Multi-tenant WhatsApp messaging"),
                problem == null ? null : h("div.alert.bad", attr("role", "alert"), h("p", problem)),
                Visit.hidden("next", next),
                h(
                        "label.field",
                        h("span.label", "API key"),
                        h(
                                "input#key",
                                attr("name", "key"),
                                attr("type", "password"),
                                attr("autocomplete", "current-password"),
                                flag("required"),
                                flag("autofocus"),
                                problem == null ? null : attr("aria-invalid", "true"))),
                Parts.submit("Sign in"),
                issuer.isUsed()
                        ? h(
                                "a.button",
                                attr("href", Link.to("sign-in", "oidc").with("next", next)),
                                "Sign in with your company's account")
                        : null,
                h(
                        "p.soft",
                        "The first key is the admin key that ",
                        h("code", "./waypost up"),
                        " prints. It makes others: ",
                        h("a", attr("href", "/docs#api-keys"), "API keys"),
                        "."));
        return Pages.html(status, Layout.bare("Sign in", form).page());
    }

    /// Only ever a page of this console.
    static String next(String asked) {
        return asked.matches("/ui/[A-Za-z0-9._~%/?&=:+,-]*") && !asked.contains("//") ? asked : "";
    }

    private static String first(Map<String, List<String>> sent, String name) {
        return sent.getOrDefault(name, List.of()).stream().findFirst().orElse("");
    }
}
