package dev.waypost.simulator.backend;

import dev.waypost.simulator.fault.AnswerFault;
import dev.waypost.simulator.fault.FaultGate;
import dev.waypost.simulator.fault.FaultPlan;
import dev.waypost.simulator.fault.FaultTarget;
import dev.waypost.simulator.http.HttpAnswer;
import dev.waypost.simulator.http.HttpRequest;
import dev.waypost.simulator.http.Json;

/// `/backend/{name}`: a customer's own server, which takes any POST and remembers it.
public final class BackendFace {
    private final Backends backends;
    private final FaultPlan faults;

    public BackendFace(Backends backends, FaultPlan faults) {
        this.backends = backends;
        this.faults = faults;
    }

    /// @param rest the path behind `/backend/`
    public HttpAnswer answer(HttpRequest request, String rest) throws InterruptedException {
        int slash = rest.indexOf('/');
        String name = slash < 0 ? rest : rest.substring(0, slash);
        if (name.isEmpty() || name.length() > 128) {
            return HttpAnswer.error(
                    404, "path: \"" + request.path() + "\" (expected: /backend/{name}, 1 to 128 characters)");
        }
        if (!request.method().equals("POST")) {
            return HttpAnswer.methodNotAllowed(request, "POST");
        }
        AnswerFault fault = faults.take(FaultTarget.backend(request.method(), request.path(), name))
                .answer();
        // Recorded before the fault is waited out: a test that sees the record knows that the bytes have arrived.
        backends.record(name, request, outcome(fault));
        return FaultGate.pass(
                fault,
                () -> HttpAnswer.json(200, Json.object().put("received", true)),
                code -> HttpAnswer.html(500, ""));
    }

    private static String outcome(AnswerFault fault) {
        if (fault.hang()) {
            return "hang";
        }
        if (fault.reset()) {
            return "reset";
        }
        if (fault.html502()) {
            return "502";
        }
        if (fault.status() != null) {
            return String.valueOf(fault.status());
        }
        return fault.code() != null ? "500" : "200";
    }
}
