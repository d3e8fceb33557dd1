package dev.waypost.providers.gowa;

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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reads the device's status and its webhook. The key is `user:password` of the server's basic authentication.
public final class GowaChecker implements Checker {
    private static final Finding TAKEN = new Finding.Passed("GOWA takes user and password");

    private final GuardedHttp http;

    public GowaChecker(GuardedHttp http) {
        this.http = http;
    }

    @Override
    public List<Check> check(EndpointAccess endpoint, String webhookUrl, Duration timeout, Consumer<Check> told) {
        String key = endpoint.apiKey().reveal();
        String basic = Base64.getEncoder().encodeToString(key.getBytes(StandardCharsets.UTF_8));
        var run = new CheckRun(
                http,
                endpoint.apiUrl(),
                key.isEmpty() ? Map.of() : Map.of("Authorization", "Basic " + basic),
                timeout,
                told);
        @Nullable String device = endpoint.session();
        // A server from before there were several devices knows only its one.
        String path = device == null ? "/app/status" : "/devices/" + CheckRun.segment(device) + "/status";
        try {
            HttpAnswer answer = run.get(path);
            JsonNode body = AnswerJson.read(answer);
            return switch (answer.status()) {
                case 200 -> read(run, body.path("results"), device, webhookUrl);
                case 401, 403 -> refused(run, body, key);
                case 404 ->
                    run.add(Step.AUTH, TAKEN)
                            .add(Step.ACCOUNT, new Finding.Failed(CauseKind.SESSION, "there is no such device"))
                            .done();
                default -> run.add(Step.AUTH, CheckRun.unexpected(answer)).done();
            };
        } catch (HttpFailure failure) {
            return run.add(Step.AUTH, CheckRun.unreachable(failure)).done();
        }
    }

    /// The same status means two things: in JSON it speaks of WhatsApp's session, in plain text of the password.
    private static List<Check> refused(CheckRun run, JsonNode body, String key) {
        if (body.path("code").asText("").equals("AUTHENTICATION_ERROR")) {
            return run.add(Step.AUTH, TAKEN)
                    .add(Step.ACCOUNT, new Finding.Failed(CauseKind.SESSION, "the device is not connected to WhatsApp"))
                    .done();
        }
        String why =
                key.contains(":") ? "GOWA refuses user and password" : "GOWA refuses the key (expected: user:password)";
        return run.add(Step.AUTH, new Finding.Failed(CauseKind.CREDENTIAL, why)).done();
    }

    private static List<Check> read(CheckRun run, JsonNode status, @Nullable String device, String webhookUrl) {
        run.add(Step.AUTH, TAKEN);
        boolean connected = status.path("is_connected").asBoolean(false);
        boolean loggedIn = status.path("is_logged_in").asBoolean(false);
        if (!connected || !loggedIn) {
            String why = loggedIn ? "the device is not connected to WhatsApp" : "the device is not logged in";
            return run.add(Step.ACCOUNT, new Finding.Failed(CauseKind.SESSION, why))
                    .done();
        }
        run.add(Step.ACCOUNT, new Finding.Passed("the device is connected and logged in"));
        return run.add(Step.WEBHOOK, webhook(run, device, webhookUrl)).done();
    }

    private static Finding webhook(CheckRun run, @Nullable String device, String webhookUrl) {
        if (device == null) {
            return new Finding.Skipped("a server with one device does not tell its webhook");
        }
        try {
            HttpAnswer answer = run.get("/devices/" + CheckRun.segment(device) + "/webhook");
            String url =
                    AnswerJson.read(answer).path("results").path("webhook_url").asText("");
            if (answer.status() != 200) {
                return new Finding.Skipped("this server does not tell the device's webhook");
            }
            return url.isEmpty()
                    ? new Finding.Warned("the device has no webhook of its own; whether the server has one for all"
                            + " cannot be seen")
                    : CheckRun.wired(List.of(url.split(",")), webhookUrl);
        } catch (HttpFailure failure) {
            return new Finding.Warned("the webhook cannot be read: no answer: " + failure.kind());
        }
    }
}
