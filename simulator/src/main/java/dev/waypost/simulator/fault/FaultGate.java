package dev.waypost.simulator.fault;

import dev.waypost.simulator.http.HttpAnswer;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/// Lets a fault befall one answer.
public final class FaultGate {
    private static final String BAD_GATEWAY = """
            <!DOCTYPE html><html><head><title>502 Bad Gateway</title></head>
            <body><center><h1>502 Bad Gateway</h1></center></body></html>
            """;

    private FaultGate() {}

    /// Waits, then gives the real answer or what the fault puts in its place.
    ///
    /// @param coded the provider's error body for a code of the provider
    public static HttpAnswer pass(AnswerFault fault, Supplier<HttpAnswer> real, IntFunction<HttpAnswer.Sent> coded)
            throws InterruptedException {
        HttpAnswer answer = answer(fault, real, coded);
        return fault.idleCloseMs() != null && answer instanceof HttpAnswer.Sent sent
                ? new HttpAnswer.Brief(sent, fault.idleCloseMs())
                : answer;
    }

    private static HttpAnswer answer(AnswerFault fault, Supplier<HttpAnswer> real, IntFunction<HttpAnswer.Sent> coded)
            throws InterruptedException {
        if (fault.latencyMs() > 0) {
            Thread.sleep(fault.latencyMs());
        }
        if (!fault.replacesAnswer()) {
            return real.get();
        }
        if (fault.afterAccept()) {
            HttpAnswer _ = real.get();
        }
        if (fault.hang()) {
            return new HttpAnswer.Hang();
        }
        if (fault.reset()) {
            return new HttpAnswer.Reset();
        }
        HttpAnswer.Sent answer = replaced(fault, coded);
        return fault.retryAfterSeconds() == null
                ? answer
                : answer.with("Retry-After", String.valueOf(fault.retryAfterSeconds()));
    }

    private static HttpAnswer.Sent replaced(AnswerFault fault, IntFunction<HttpAnswer.Sent> coded) {
        Integer code = fault.code();
        Integer status = fault.status();
        if (fault.html502()) {
            return HttpAnswer.html(502, BAD_GATEWAY);
        }
        if (code != null || fault.word() != null) {
            HttpAnswer.Sent answer = coded.apply(code == null ? 0 : code);
            return status == null ? answer : new HttpAnswer.Sent(status, answer.headers(), answer.body());
        }
        return HttpAnswer.html(status == null ? 500 : status, "");
    }
}
