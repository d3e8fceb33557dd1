package dev.waypost.simulator.meta;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waypost.simulator.fault.Fault;
import dev.waypost.simulator.fault.FaultGate;
import dev.waypost.simulator.fault.FaultPlan;
import dev.waypost.simulator.fault.FaultTarget;
import dev.waypost.simulator.http.BadInput;
import dev.waypost.simulator.http.HttpAnswer;
import dev.waypost.simulator.http.HttpRequest;
import dev.waypost.simulator.http.Json;
import dev.waypost.simulator.ledger.Ledger;
import dev.waypost.simulator.webhook.WebhookSender;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// `/meta`: the WhatsApp Cloud API as a business sees it.
public final class MetaFace {
    private static final Pattern VERSION = Pattern.compile("v\\d+\\.\\d+");

    private final MetaAccounts accounts;
    private final FaultPlan faults;
    private final Messages messages;
    private final MediaFace media;

    public MetaFace(
            MetaAccounts accounts,
            FaultPlan faults,
            Ledger ledger,
            Media media,
            WebhookSender sender,
            MetaSubscriber.Directory subscribers,
            Duration gap,
            InstantSource clock,
            RandomGenerator random) {
        this.accounts = accounts;
        this.faults = faults;
        this.messages = new Messages(ledger, new Receipts(sender, subscribers, gap), clock, random);
        this.media = new MediaFace(media);
    }

    /// @param rest the path behind `/meta/`
    public HttpAnswer answer(HttpRequest request, String rest) throws InterruptedException {
        String[] parts = rest.split("/", -1);
        String id = parts.length > 1 ? parts[1] : "";
        String edge = parts.length > 2 ? parts[2] : "";
        ObjectNode body = edge.equals("messages") ? parsed(request) : null;
        String to = body == null
                ? null
                : body.path("to").asText(body.path("recipient").asText(null));
        Fault fault = faults.take(new FaultTarget(request.method(), request.path(), id, to, null, null));
        return FaultGate.pass(
                fault.answer(),
                () -> real(request, parts, body, fault),
                code -> MetaError.of(code, fault.answer().details()).answer());
    }

    private HttpAnswer real(HttpRequest request, String[] parts, @Nullable ObjectNode body, Fault fault) {
        Optional<String> token = token(request);
        if (token.isEmpty()) {
            return MetaError.noToken().answer();
        }
        if (parts.length == 2 && parts[0].equals("media")) {
            return media.download(parts[1], token.get());
        }
        if (parts.length < 2 || parts.length > 3 || !VERSION.matcher(parts[0]).matches()) {
            return MetaError.noPath(request.path()).answer();
        }
        HttpAnswer answer = parts.length == 2
                ? node(request, parts[1], token.get())
                : edge(request, parts[1], parts[2], token.get(), body, fault);
        return answer instanceof HttpAnswer.Sent sent ? sent.with("facebook-api-version", parts[0]) : answer;
    }

    private HttpAnswer node(HttpRequest request, String id, String token) {
        if (id.equals("debug_token")) {
            return accounts.ofToken(request.parameter("input_token").orElse(""))
                    .map(MetaFace::token)
                    .orElseGet(() -> MetaError.badToken().answer());
        }
        Optional<MetaAccount> account =
                accounts.find(id).filter(found -> found.accessToken().equals(token));
        if (account.isPresent() && request.method().equals("GET")) {
            return PhoneNumberNode.answer(
                    account.get(), request.parameter("fields").orElse(""));
        }
        return media.node(request, id, token).orElseGet(() -> refused(request, id, token));
    }

    private static HttpAnswer token(MetaAccount account) {
        ObjectNode body = Json.object();
        body.putObject("data")
                .put("app_id", account.appId())
                .put("type", "SYSTEM_USER")
                .put("is_valid", true)
                .put("expires_at", account.tokenExpiresAt());
        return HttpAnswer.json(200, body);
    }

    private HttpAnswer edge(
            HttpRequest request, String id, String edge, String token, @Nullable ObjectNode body, Fault fault) {
        boolean post = request.method().equals("POST");
        if (edge.equals("subscribed_apps")) {
            return accounts.ofBusinessAccount(id, token)
                    .map(account -> SubscribedApps.answer(request, account))
                    .orElseGet(() -> refused(request, id, token));
        }
        Optional<MetaAccount> account =
                accounts.find(id).filter(found -> found.accessToken().equals(token));
        if (account.isEmpty() || !post) {
            return refused(request, id, token);
        }
        return switch (edge) {
            case "messages" ->
                body == null
                        ? MetaError.of(100, "The body is not a JSON object").answer()
                        : messages.take(account.get(), body, fault.receipts());
            case "media" -> media.upload(request, account.get());
            default -> MetaError.noPath("/" + edge).answer();
        };
    }

    private HttpAnswer refused(HttpRequest request, String id, String token) {
        MetaError error = accounts.knowsToken(token) ? MetaError.noObject(request.method(), id) : MetaError.badToken();
        return error.answer();
    }

    private static Optional<String> token(HttpRequest request) {
        return request.header("Authorization")
                .filter(value -> value.regionMatches(true, 0, "Bearer ", 0, 7))
                .map(value -> value.substring(7).strip())
                .filter(value -> !value.isEmpty());
    }

    /// Null when the body is no JSON object; the provider's own error says so later.
    private static @Nullable ObjectNode parsed(HttpRequest request) {
        try {
            return Json.parseObject(request.body());
        } catch (BadInput e) {
            return null;
        }
    }
}
