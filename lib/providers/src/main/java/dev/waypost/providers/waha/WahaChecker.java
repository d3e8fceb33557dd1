package dev.waypost.providers.waha;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waypost.platform.http.GuardedHttp;
import dev.waypost.platform.http.HttpAnswer;
import dev.waypost.platform.http.HttpFailure;
import dev.waypost.providers.AnswerJson;
import dev.waypost.providers.CauseKind;
import dev.waypost.providers.Check;
import dev.waypost.providers.Check.Step;
import dev.waypost.providers.CheckRun;
import dev.waypost.providers.Checker;
import dev.waypost.providers.EndpointAccess;
import dev.waypost.providers.Finding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Reads the session: its state and where its webhooks go, in one call.
public final class WahaChecker implements Checker {
    private final GuardedHttp http;

    public WahaChecker(GuardedHttp http) {
        this.http = http;
    }

    @Override
    public List<Check> check(EndpointAccess endpoint, String webhookUrl, Duration timeout, Consumer<Check> told) {
        String key = endpoint.apiKey().reveal();
        var run = new CheckRun(
                http, endpoint.apiUrl(), key.isEmpty() ? Map.of() : Map.of("X-Api-Key", key), timeout, told);
        String session = endpoint.session() == null ? "default" : endpoint.session();
        try {
            HttpAnswer answer = run.get("/api/sessions/" + CheckRun.segment(session));
            return switch (answer.status()) {
                case 401, 403 ->
                    run.add(Step.AUTH, new Finding.Failed(CauseKind.CREDENTIAL, "WAHA refuses the key"))
                            .done();
                case 404 ->
                    run.add(Step.AUTH, new Finding.Passed("WAHA takes the key"))
                            .add(Step.ACCOUNT, new Finding.Failed(CauseKind.SESSION, "there is no such session"))
                            .done();
                case 200 -> read(run, AnswerJson.read(answer), webhookUrl);
                default -> run.add(Step.AUTH, CheckRun.unexpected(answer)).done();
            };
        } catch (HttpFailure failure) {
            return run.add(Step.AUTH, CheckRun.unreachable(failure)).done();
        }
    }

    private static List<Check> read(CheckRun run, JsonNode session, String webhookUrl) {
        String status = session.path("status").asText("");
        run.add(Step.AUTH, new Finding.Passed("WAHA takes the key"));
        if (!status.equals("WORKING")) {
            return run.add(
                            Step.ACCOUNT,
                            new Finding.Failed(
                                    CauseKind.SESSION,
                                    "the session is " + AnswerJson.word(status) + " (expected: WORKING)"))
                    .done();
        }
        var known = new ArrayList<String>();
        session.path("config")
                .path("webhooks")
                .forEach(hook -> known.add(hook.path("url").asText("")));
        return run.add(Step.ACCOUNT, new Finding.Passed("the session is WORKING"))
                .add(
                        Step.WEBHOOK,
                        known.isEmpty()
                                ? new Finding.Warned("the session has no webhook of its own; whether the server has one"
                                        + " for all cannot be seen")
                                : CheckRun.wired(known, webhookUrl))
                .done();
    }
}
