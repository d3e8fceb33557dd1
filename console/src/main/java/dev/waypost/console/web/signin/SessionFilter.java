package dev.waypost.console.web.signin;

import dev.waypost.console.edge.KeyFilter;
import dev.waypost.console.web.frame.Layout;
import dev.waypost.console.web.frame.Link;
import dev.waypost.console.web.frame.Pages;
import dev.waypost.console.web.html.Attr;
import dev.waypost.console.web.html.Html;
import dev.waypost.platform.auth.Caller;
import dev.waypost.platform.auth.Callers;
import dev.waypost.platform.auth.Role;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Lets nobody see a page who is not signed in with a key that still holds.
@ServerFilter("/ui/**")
public final class SessionFilter {
    private static final String ASSETS = "/ui/assets/";
    private static final Set<String> OPEN = Set.of("/ui/sign-in", "/ui/sign-in/oidc", "/ui/sign-in/oidc/back");

    private final Sessions sessions;
    private final Callers callers;

    SessionFilter(Sessions sessions, Callers callers) {
        this.sessions = sessions;
        this.callers = callers;
    }

    @RequestFilter
    @ExecuteOn(TaskExecutors.BLOCKING)
    public @Nullable HttpResponse<?> check(HttpRequest<?> request) {
        if (OPEN.contains(request.getPath()) || request.getPath().startsWith(ASSETS)) {
            return null;
        }
        try {
            Optional<Session> session = sessions.of(request);
            Optional<Caller> caller = session.flatMap(one -> callers.authenticate(one.key()))
                    // Services have no business here; a stolen token of one must not open a browser session.
                    .filter(one -> one.role() != Role.SERVICE);
            if (session.isEmpty() || caller.isEmpty()) {
                return signIn(request);
            }
            KeyFilter.callBy(request, caller.get());
            request.setAttribute(Pages.SESSION_TOKEN, session.get().token());
            return null;
        } catch (RuntimeException e) {
            return Pages.html(
                    503,
                    Layout.bare(
                                    "Out of reach",
                                    Html.h("h1", "Your key cannot be checked"),
                                    Html.h(
                                            "p",
                                            "The service that knows the keys does not answer. Reload in a moment; you"
                                                    + " stay signed in. The admin key works without it."))
                            .page());
        }
    }

    private static HttpResponse<?> signIn(HttpRequest<?> request) {
        boolean asked = request.getMethod() == HttpMethod.GET;
        String next = asked ? request.getUri().toString() : "";
        URI to = URI.create(Link.to("sign-in").with("next", next).toString());
        if (request.getHeaders().contains("HX-Request")) {
            // The piece of a page that asked cannot hold a sign-in: the whole page goes there.
            return HttpResponse.unauthorized()
                    .header("HX-Redirect", Link.to("sign-in").toString());
        }
        return asked
                ? HttpResponse.seeOther(to)
                // Without a body the browser would show an error of its own.
                : Pages.html(
                        401,
                        Layout.bare(
                                        "Signed out",
                                        Html.h("h1", "You are not signed in any more"),
                                        Html.h("p", "Nothing was changed. Sign in, and send the form again."),
                                        Html.h("p", Html.h("a.button", Attr.href("/ui/sign-in"), "Sign in")))
                                .page());
    }
}
