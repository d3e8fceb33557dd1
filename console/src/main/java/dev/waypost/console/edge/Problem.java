package dev.waypost.console.edge;

import dev.waypost.console.json.Json;
import dev.waypost.platform.fault.Fault;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/// An error as a caller sees it: RFC 9457, plus the registered reason and the trace that finds it in the logs.
public final class Problem {
    private static final Pattern DESCRIPTION = Pattern.compile("(?:value: )?(.*) \\(expected: (.*)\\)", Pattern.DOTALL);
    private static final MediaType TYPE = MediaType.of("application/problem+json");

    private Problem() {}

    public static MutableHttpResponse<byte[]> of(Fault fault, String traceId) {
        return of(fault, fault.reason().httpStatus(), traceId);
    }

    public static MutableHttpResponse<byte[]> of(Fault fault, int status, String traceId) {
        Json body = Json.object()
                .put("type", "urn:waypost:reason:" + fault.reason().name())
                .put("title", fault.reason().meaning())
                .put("status", status)
                .put("detail", fault.text())
                .put("reason", fault.reason().name())
                .put("traceId", traceId);
        if (!fault.metadata().isEmpty()) {
            body.put("metadata", fault.metadata());
        }
        if (fault.hasViolations()) {
            body.put(
                    "violations",
                    fault.violations().stream().map(Problem::violation).toList());
        }
        MutableHttpResponse<byte[]> response =
                HttpResponse.<byte[]>status(status, reasonPhrase(status)).body(Json.bytes(body));
        response.contentType(TYPE);
        fault.retryAfter()
                .ifPresent(wait -> response.header(
                        HttpHeaders.RETRY_AFTER,
                        Long.toString(Math.max(1, wait.plusMillis(999).toSeconds()))));
        if (status == HttpStatus.UNAUTHORIZED.getCode()) {
            response.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        return response;
    }

    private static Map<String, String> violation(Fault.Violation violation) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("field", violation.field());
        fields.put("description", violation.description());
        var parts = DESCRIPTION.matcher(violation.description());
        if (parts.matches()) {
            fields.put("value", parts.group(1));
            fields.put("expectation", parts.group(2));
        }
        return fields;
    }

    /// 499 has no entry in Micronaut's table.
    private static String reasonPhrase(int status) {
        return status == 499
                ? "Client Closed Request"
                : HttpStatus.valueOf(status).getReason();
    }
}
