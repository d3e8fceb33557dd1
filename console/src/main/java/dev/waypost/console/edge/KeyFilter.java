package dev.waypost.console.edge;

import dev.waypost.platform.auth.Caller;
import dev.waypost.platform.auth.Callers;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Lets nobody past without a valid key, whatever the path, except to what a browser or a load balancer may see.
@ServerFilter("/**")
public final class KeyFilter {
    private static final String CALLER = "waypost.caller";
    private static final String SCHEME = "bearer ";
    /// The pages for people ask for a session instead of a key, in a filter of their own.
    private static final String PAGES = "/ui/";

    private static final Set<String> OPEN =
            Set.of("/", "/health", "/docs", "/docs/style.css", "/openapi.yaml", "/openapi.json");

    private final Callers callers;
    private final OpsPort opsPort;

    KeyFilter(Callers callers, OpsPort opsPort) {
        this.callers = callers;
        this.opsPort = opsPort;
    }

    @RequestFilter
    @ExecuteOn(TaskExecutors.BLOCKING)
    public @Nullable HttpResponse<?> check(HttpRequest<?> request) {
        boolean page = request.getPath().startsWith(PAGES);
        if (OPEN.contains(request.getPath()) || page || opsPort.got(request)) {
            return null;
        }
        try {
            Optional<Caller> caller = presentedKey(request).flatMap(callers::authenticate);
            if (caller.isEmpty()) {
                return Problem.of(Fault.of(Reason.CALLER_UNKNOWN), "");
            }
            request.setAttribute(CALLER, caller.get());
            return null;
        } catch (RuntimeException e) {
            return Edge.failed(e);
        }
    }

    /// Lets a request through on behalf of whoever signed in with a key before.
    public static void callBy(HttpRequest<?> request, Caller caller) {
        request.setAttribute(CALLER, caller);
    }

    public static Caller callerOf(HttpRequest<?> request) {
        return request.getAttribute(CALLER, Caller.class).orElseThrow(() -> Fault.of(Reason.CALLER_UNKNOWN));
    }

    private static Optional<String> presentedKey(HttpRequest<?> request) {
        @Nullable String header = request.getHeaders().get(HttpHeaders.AUTHORIZATION);
        return header != null && header.toLowerCase(Locale.ROOT).startsWith(SCHEME)
                ? Optional.of(header.substring(SCHEME.length()).trim())
                : Optional.empty();
    }
}
