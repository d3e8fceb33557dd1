package dev.waypost.platform.grpc;

import dev.waypost.platform.auth.Caller;
import dev.waypost.platform.auth.Callers;
import dev.waypost.platform.auth.Role;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Lets a call in when its caller is known and has the role that the method names; a method that names none is closed.
final class AccessInterceptor implements ServerInterceptor {
    static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    static final Metadata.Key<String> ON_BEHALF_OF =
            Metadata.Key.of("x-waypost-on-behalf-of", Metadata.ASCII_STRING_MARSHALLER);
    private static final String BEARER = "Bearer ";
    /// The transport's own services, which say nothing about anybody.
    private static final Set<String> OPEN = Set.of("grpc.health.v1.Health");

    private final Callers callers;
    private final Map<String, Role> roles = new ConcurrentHashMap<>();

    AccessInterceptor(Callers callers) {
        this.callers = callers;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        var method = call.getMethodDescriptor();
        if (OPEN.contains(String.valueOf(method.getServiceName()))) {
            return next.startCall(call, headers);
        }
        Caller caller = caller(headers);
        Role needed = roles.computeIfAbsent(method.getFullMethodName(), name -> MethodOptions.needed(method));
        if (!caller.role().allows(needed)) {
            throw Fault.of(Reason.ROLE_FORBIDDEN)
                    .with("role", caller.role())
                    .with("needed", needed)
                    .with("method", method.getFullMethodName());
        }
        return Contexts.interceptCall(Context.current().withValue(Caller.KEY, caller), call, headers, next);
    }

    private Caller caller(Metadata headers) {
        @Nullable String authorization = headers.get(AUTHORIZATION);
        if (authorization == null || !authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            throw Fault.of(Reason.CALLER_UNKNOWN);
        }
        Caller caller = callers.authenticate(
                        authorization.substring(BEARER.length()).strip())
                .orElseThrow(() -> Fault.of(Reason.CALLER_UNKNOWN));
        @Nullable String actingFor = headers.get(ON_BEHALF_OF);
        // Only a service of this installation may speak for somebody else.
        return actingFor == null || caller.role() != Role.SERVICE ? caller : read(actingFor);
    }

    static String write(Caller caller) {
        // An issuer's subject may hold any character, also the one that parts what is written here.
        String id = URLEncoder.encode(caller.id(), StandardCharsets.UTF_8);
        return caller.role() + "|" + id + "|" + String.join(",", caller.tenants());
    }

    private static Caller read(String actingFor) {
        String[] parts = actingFor.split("\\|", -1);
        if (parts.length != 3) {
            throw Fault.of(Reason.CALLER_UNKNOWN);
        }
        var tenants = new HashSet<>(Arrays.asList(parts[2].split(",")));
        tenants.remove("");
        try {
            return new Caller(URLDecoder.decode(parts[1], StandardCharsets.UTF_8), Role.valueOf(parts[0]), tenants);
        } catch (IllegalArgumentException e) {
            throw Fault.of(Reason.CALLER_UNKNOWN).because(e);
        }
    }
}
