package dev.waypost.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waypost.platform.fault.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Turns what a service refused into lines for a person: the reason, every violation, and what to do.
final class Problems {
    private Problems() {}

    static RemoteFailure of(int status, JsonNode problem, String retryAfter) {
        String reason = problem.path("reason").asText();
        if (reason.isEmpty()) {
            return new RemoteFailure(
                    ExitCode.of(status, ""),
                    "HTTP " + status,
                    List.of("what answers may be something in between; is --url right?"));
        }
        List<String> more = new ArrayList<>();
        for (JsonNode violation : problem.path("violations")) {
            more.add(violation.path("field").asText() + ": "
                    + violation.path("description").asText());
        }
        advice(reason).forEach(more::add);
        if (!retryAfter.isEmpty()) {
            more.add("again in: " + retryAfter + " s");
        }
        String trace = problem.path("traceId").asText();
        if (!trace.isEmpty()) {
            more.add("trace: " + trace);
        }
        String detail = problem.path("detail").asText();
        return new RemoteFailure(
                ExitCode.of(status, reason),
                reason + ": " + (detail.isEmpty() ? problem.path("title").asText() : detail),
                more);
    }

    /// What the registry says; nothing for a reason that only a newer service knows.
    private static Stream<String> advice(String reason) {
        return Stream.of(Reason.values())
                .filter(known -> known.name().equals(reason))
                .map(known -> "do: " + known.callerDoes());
    }
}
