package dev.waypost.providers.evolution;

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
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Reads the instance's connection state and its webhook.
public final class EvolutionChecker implements Checker {
    private final GuardedHttp http;

    public EvolutionChecker(GuardedHttp http) {
        this.http = http;
    }

    @Override
    public List<Check> check(EndpointAccess endpoint, String webhookUrl, Duration timeout, Consumer<Check> told) {
        String key = endpoint.apiKey().reveal();
        var run =
                new CheckRun(http, endpoint.apiUrl(), key.isEmpty() ? Map.of() : Map.of("apikey", key), timeout, told);
        String instance = CheckRun.segment(endpoint.session() == null ? "" : endpoint.session());
        try {
            HttpAnswer answer = run.get("/instance/connectionState/" + instance);
            return switch (answer.status()) {
                case 401, 403 ->
                    run.add(Step.AUTH, new Finding.Failed(CauseKind.CREDENTIAL, "Evolution refuses the key"))
                            .done();
                case 404 ->
                    // It looks for the instance before it looks at the key.
                    run.add(Step.AUTH, new Finding.Skipped("without the instance the key is not looked at"))
                            .add(Step.ACCOUNT, new Finding.Failed(CauseKind.SESSION, "there is no such instance"))
                            .done();
                case 200 -> read(run, AnswerJson.read(answer), instance, webhookUrl);
                default -> run.add(Step.AUTH, CheckRun.unexpected(answer)).done();
            };
        } catch (HttpFailure failure) {
            return run.add(Step.AUTH, CheckRun.unreachable(failure)).done();
        }
    }

    private static List<Check> read(CheckRun run, JsonNode body, String instance, String webhookUrl) {
        run.add(Step.AUTH, new Finding.Passed("Evolution takes the key"));
        String state = body.path("instance").path("state").asText("");
        if (!state.equals("open")) {
            return run.add(
                            Step.ACCOUNT,
                            new Finding.Failed(
                                    CauseKind.SESSION,
                                    "the instance is " + AnswerJson.word(state) + " (expected: open)"))
                    .done();
        }
        return run.add(Step.ACCOUNT, new Finding.Passed("the instance is open"))
                .add(Step.WEBHOOK, webhook(run, instance, webhookUrl))
                .done();
    }

    private static Finding webhook(CheckRun run, String instance, String webhookUrl) {
        try {
            HttpAnswer answer = run.get("/webhook/find/" + instance);
            if (answer.status() != 200) {
                return new Finding.Warned("the webhook cannot be read: HTTP " + answer.status());
            }
            JsonNode webhook = AnswerJson.read(answer);
            String url = webhook.path("url").asText("");
            if (url.isEmpty() || !webhook.path("enabled").asBoolean(false)) {
                return new Finding.Failed(CauseKind.SESSION, "the instance has no webhook, or it is off");
            }
            return CheckRun.wired(List.of(url), webhookUrl);
        } catch (HttpFailure failure) {
            return new Finding.Warned("the webhook cannot be read: no answer: " + failure.kind());
        }
    }
}
