package dev.waypost.console.edge;

import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.telemetry.Traces;
import io.micronaut.context.annotation.Primary;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import jakarta.inject.Singleton;

/// Gives the refusals of the HTTP server itself (no such path, wrong method, body too large) the shape of all others.
@Singleton
@Primary
final class HttpProblems implements ErrorResponseProcessor<byte[]> {
    @Override
    public MutableHttpResponse<byte[]> processResponse(ErrorContext context, MutableHttpResponse<?> response) {
        HttpRequest<?> request = context.getRequest();
        int status = response.code();
        Fault fault = context.getRootCause()
                .filter(Fault.class::isInstance)
                .map(Fault.class::cast)
                .orElseGet(() -> faultOf(status, request));
        MutableHttpResponse<byte[]> problem = Problem.of(fault, status, Traces.currentTraceId());
        response.getHeaders()
                .forEach((name, values) -> values.forEach(value -> {
                    if (name.equalsIgnoreCase("Allow")) {
                        problem.header(name, value);
                    }
                }));
        return problem;
    }

    private static Fault faultOf(int status, HttpRequest<?> request) {
        if (status >= HttpStatus.INTERNAL_SERVER_ERROR.getCode()) {
            return Fault.of(Reason.INTERNAL);
        }
        Fault fault = Fault.of(Reason.FIELD_INVALID);
        return switch (HttpStatus.valueOf(status)) {
            case NOT_FOUND ->
                fault.violation("path", "value: " + request.getPath() + " (expected: a path of this API)");
            case METHOD_NOT_ALLOWED ->
                fault.violation("method", "value: " + request.getMethodName() + " (expected: a method of this path)");
            case UNSUPPORTED_MEDIA_TYPE ->
                fault.violation("Content-Type", "value: of another kind (expected: application/json)");
            case REQUEST_ENTITY_TOO_LARGE -> fault.violation("body", "value: too large (expected: at most 4 MB)");
            default -> fault.violation("request", "value: malformed (expected: a request of this API)");
        };
    }
}
