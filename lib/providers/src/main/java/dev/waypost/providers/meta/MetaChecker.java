package dev.waypost.providers.meta;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waypost.platform.http.GuardedHttp;
import dev.waypost.platform.http.HttpAnswer;
import dev.waypost.platform.http.HttpFailure;
import dev.waypost.providers.CauseKind;
import dev.waypost.providers.Check;
import dev.waypost.providers.Check.Step;
import dev.waypost.providers.CheckRun;
import dev.waypost.providers.Checker;
import dev.waypost.providers.EndpointAccess;
import dev.waypost.providers.Finding;
import dev.waypost.providers.ProbeOutcome;
import dev.waypost.providers.SendOutcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads the phone number node, which proves the token and shows the account, and which apps the business
/// account's webhooks go to.
public final class MetaChecker implements Checker {
    private static final String FIELDS = "?fields=id,status,quality_rating,health_status,webhook_configuration";

    private final GuardedHttp http;

    public MetaChecker(GuardedHttp http) {
        this.http = http;
    }

    @Override
    public List<Check> check(EndpointAccess endpoint, String webhookUrl, Duration timeout, Consumer<Check> told) {
        var run = new CheckRun(
                http,
                endpoint.apiUrl(),
                Map.of("Authorization", "Bearer " + endpoint.apiKey().reveal()),
                timeout,
                told);
        if (endpoint.apiKey().reveal().isEmpty()) {
            return run.add(Step.AUTH, new Finding.Failed(CauseKind.CREDENTIAL, "there is no access token"))
                    .done();
        }
        try {
            String root = "/" + MetaCalls.version(endpoint) + "/";
            HttpAnswer answer = run.get(root + MetaCalls.number(endpoint) + FIELDS);
            Optional<Finding> refused = refusal(answer);
            if (refused.isPresent()) {
                boolean account = refused.get() instanceof Finding.Failed failed && failed.kind() == CauseKind.ACCOUNT;
                if (account) {
                    run.add(Step.AUTH, new Finding.Passed("Meta takes the token"));
                }
                return run.add(account ? Step.ACCOUNT : Step.AUTH, refused.get())
                        .done();
            }
            JsonNode number = MetaJson.read(answer.body());
            run.add(Step.AUTH, new Finding.Passed("Meta takes the token"));
            Finding account = account(number);
            run.add(Step.ACCOUNT, account);
            return account instanceof Finding.Failed
                    ? run.done()
                    : run.add(Step.WEBHOOK, webhook(run, root, endpoint.wabaId(), number, webhookUrl))
                            .done();
        } catch (IllegalArgumentException incomplete) {
            return run.add(Step.AUTH, new Finding.Failed(CauseKind.ACCOUNT, String.valueOf(incomplete.getMessage())))
                    .done();
        } catch (HttpFailure failure) {
            return run.add(Step.AUTH, CheckRun.unreachable(failure)).done();
        }
    }

    private static Optional<Finding> refusal(HttpAnswer answer) {
        Optional<MetaError> error = MetaError.in(answer);
        if (error.isEmpty()) {
            return answer.status() == 200 && MetaJson.read(answer.body()).isObject()
                    ? Optional.empty()
                    : Optional.of(CheckRun.unexpected(answer));
        }
        MetaError said = error.get();
        // Only the numbers: the text of a refused token quotes the token.
        String code = "Meta answers error " + said.code() + (said.subcode() == 0 ? "" : ", subcode " + said.subcode());
        return Optional.of(
                switch (MetaErrors.outcome(said)) {
                    case SendOutcome.EndpointBroken broken
                    when broken.kind() == CauseKind.CREDENTIAL ->
                        new Finding.Failed(CauseKind.CREDENTIAL, code + ": the token is refused");
                    case SendOutcome.EndpointBroken broken ->
                        new Finding.Failed(CauseKind.ACCOUNT, code + ": there is no such number for this token");
                    case SendOutcome.Refused refused -> new Finding.Failed(CauseKind.ACCOUNT, code);
                    default -> new Finding.Failed(CauseKind.TRANSPORT, code);
                });
    }

    private static Finding account(JsonNode number) {
        return switch (MetaProber.verdict(number)) {
            case ProbeOutcome.Healthy healthy -> new Finding.Passed("the number can send");
            case ProbeOutcome.Degraded degraded -> new Finding.Warned(degraded.cause());
            case ProbeOutcome.Withheld withheld -> new Finding.Warned(withheld.cause());
            case ProbeOutcome.Unhealthy unhealthy -> new Finding.Failed(unhealthy.kind(), unhealthy.cause());
        };
    }

    private static Finding webhook(
            CheckRun run, String root, @Nullable String wabaId, JsonNode number, String webhookUrl) {
        JsonNode configured = number.path("webhook_configuration");
        // The number's own address wins over the business account's, and that over the app's.
        List<String> known = Stream.of("phone_number", "whatsapp_business_account", "application")
                .map(level -> configured.path(level).asText(""))
                .filter(url -> !url.isEmpty())
                .limit(1)
                .toList();
        if (wabaId == null || wabaId.isEmpty()) {
            return known.isEmpty()
                    ? new Finding.Skipped("without a WABA id nobody can say which apps are subscribed")
                    : CheckRun.wired(known, webhookUrl);
        }
        try {
            HttpAnswer answer = run.get(root + CheckRun.segment(wabaId) + "/subscribed_apps");
            if (refusal(answer).isPresent()) {
                return new Finding.Warned("the subscribed apps of the business account cannot be read: "
                        + refusal(answer).get().detail());
            }
            JsonNode apps = MetaJson.read(answer.body()).path("data");
            if (apps.isEmpty()) {
                return new Finding.Failed(CauseKind.ACCOUNT, "the business account is subscribed to no app");
            }
            return known.isEmpty()
                    ? new Finding.Passed("the business account is subscribed to " + apps.size() + " app"
                            + (apps.size() == 1 ? "" : "s"))
                    : CheckRun.wired(known, webhookUrl);
        } catch (HttpFailure failure) {
            return new Finding.Warned("the subscribed apps cannot be read: no answer: " + failure.kind());
        }
    }
}
