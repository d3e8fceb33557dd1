package dev.waypost.providers.waha;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waypost.platform.http.GuardedHttp;
import dev.waypost.platform.http.HttpAnswer;
import dev.waypost.providers.AnswerJson;
import dev.waypost.providers.CauseKind;
import dev.waypost.providers.CheckRun;
import dev.waypost.providers.EndpointAccess;
import dev.waypost.providers.GatewayCalls;
import dev.waypost.providers.GatewayCalls.NotAnswered;
import dev.waypost.providers.GatewayRequest;
import dev.waypost.providers.HttpBody;
import dev.waypost.providers.JsonFields;
import dev.waypost.providers.PairBy;
import dev.waypost.providers.PairingAnswer;
import dev.waypost.providers.QrDrawing;
import dev.waypost.providers.SessionAnswer;
import dev.waypost.providers.SessionAnswer.At;
import dev.waypost.providers.SessionState;
import dev.waypost.providers.SessionWebhook;
import dev.waypost.providers.Sessions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// WAHA's sessions.
public final class WahaSessions implements Sessions {
    /// The first code lives longer, but which one it is WAHA does not say.
    private static final Duration CODE_LIVES = Duration.ofSeconds(20);

    private static final List<String> EVENTS = List.of(
            "message", "message.ack", "message.reaction", "message.edited", "message.revoked", "session.status");

    private final GuardedHttp http;

    public WahaSessions(GuardedHttp http) {
        this.http = http;
    }

    @Override
    public SessionAnswer start(EndpointAccess endpoint, @Nullable SessionWebhook webhook, Duration timeout) {
        return calls(endpoint, timeout).session(calls -> {
            At now = look(calls, endpoint);
            return switch (now.state()) {
                case ABSENT -> changed(calls.send(GatewayRequest.post("/api/sessions", creation(endpoint, webhook))));
                case STOPPED, LOGGED_OUT -> changed(calls.send(post(endpoint, "start")));
                case FAILED -> changed(calls.send(post(endpoint, "restart")));
                case STARTING, PAIRING, CONNECTED -> now;
            };
        });
    }

    @Override
    public SessionAnswer restart(EndpointAccess endpoint, Duration timeout) {
        return calls(endpoint, timeout).session(calls -> changed(calls.send(post(endpoint, "restart"))));
    }

    @Override
    public boolean keepsLogIn() {
        return true;
    }

    @Override
    public SessionAnswer state(EndpointAccess endpoint, Duration timeout) {
        return calls(endpoint, timeout).session(calls -> look(calls, endpoint));
    }

    @Override
    public SessionAnswer stop(EndpointAccess endpoint, Duration timeout) {
        return calls(endpoint, timeout).session(calls -> changed(calls.send(post(endpoint, "stop"))));
    }

    @Override
    public SessionAnswer logout(EndpointAccess endpoint, Duration timeout) {
        return calls(endpoint, timeout).session(calls -> changed(calls.send(post(endpoint, "logout"))));
    }

    @Override
    public PairingAnswer pair(EndpointAccess endpoint, PairBy how, Duration timeout) {
        return calls(endpoint, timeout).pairing(calls -> switch (how) {
            case PairBy.Qr _ -> qr(calls, endpoint);
            case PairBy.Code code -> code(calls, endpoint, code);
        });
    }

    private static PairingAnswer qr(GatewayCalls calls, EndpointAccess endpoint) throws NotAnswered {
        String path = "/api/" + segment(endpoint) + "/auth/qr";
        HttpAnswer picture = calls.send(GatewayRequest.get(path));
        if (!picture.isSuccess()) {
            return notNow(calls, endpoint, picture);
        }
        HttpAnswer raw = calls.send(GatewayRequest.get(path + "?format=raw"));
        return new PairingAnswer.Qr(
                picture.body(),
                AnswerJson.read(raw).path("value").asText(null),
                QrDrawing.text(picture.body()).orElse(null),
                CODE_LIVES);
    }

    private static PairingAnswer code(GatewayCalls calls, EndpointAccess endpoint, PairBy.Code wish)
            throws NotAnswered {
        HttpAnswer answer = calls.send(GatewayRequest.post(
                "/api/" + segment(endpoint) + "/auth/request-code",
                Map.of("phoneNumber", wish.phoneNumber().replace("+", ""))));
        String code = AnswerJson.read(answer).path("code").asText("");
        return answer.isSuccess() && !code.isEmpty()
                ? new PairingAnswer.Code(code, CODE_LIVES)
                : notNow(calls, endpoint, answer);
    }

    /// No code: because the session stands elsewhere, or for a reason of the server's.
    private static PairingAnswer notNow(GatewayCalls calls, EndpointAccess endpoint, HttpAnswer refused)
            throws NotAnswered {
        At now = look(calls, endpoint);
        if (now.state() == SessionState.PAIRING) {
            throw GatewayCalls.unexpected(refused);
        }
        return new PairingAnswer.NotNow(now.state(), now.cause());
    }

    private static At look(GatewayCalls calls, EndpointAccess endpoint) throws NotAnswered {
        HttpAnswer answer = calls.send(GatewayRequest.get("/api/sessions/" + segment(endpoint)));
        return answer.status() == 404 && AnswerJson.read(answer).isObject()
                ? new At(SessionState.ABSENT, null, null, "there is no such session")
                : changed(answer);
    }

    private static At changed(HttpAnswer answer) throws NotAnswered {
        if (answer.status() == 401 || answer.status() == 403) {
            throw new NotAnswered(CauseKind.CREDENTIAL, "WAHA refuses the key");
        }
        JsonNode body = AnswerJson.read(answer);
        if (answer.status() == 404 && body.isObject()) {
            return new At(SessionState.ABSENT, null, null, "there is no such session");
        }
        if (!answer.isSuccess() || !body.isObject()) {
            throw GatewayCalls.unexpected(answer);
        }
        String status = body.path("status").asText("");
        JsonNode me = body.path("me");
        String digits = me.path("id").asText("").replaceAll("[@:].*", "");
        return new At(
                state(status),
                digits.matches("\\d{5,15}") ? "+" + digits : null,
                me.path("pushName").asText(null),
                state(status) == SessionState.CONNECTED ? limits(me) : "WAHA says " + AnswerJson.word(status));
    }

    private static SessionState state(String status) {
        return switch (status) {
            case "WORKING" -> SessionState.CONNECTED;
            case "STARTING" -> SessionState.STARTING;
            case "SCAN_QR_CODE", "PASSKEY_REQUIRED", "PASSKEY_CONFIRMATION_REQUIRED" -> SessionState.PAIRING;
            case "STOPPED" -> SessionState.STOPPED;
            default -> SessionState.FAILED;
        };
    }

    /// What WhatsApp holds against the account while it works; null when nothing.
    private static @Nullable String limits(JsonNode me) {
        if (me.path("reachoutTimelock").path("isActive").asBoolean(false)) {
            return "WhatsApp lets this account not write to new people now";
        }
        return me.path("messageCapping").path("cappingStatus").asText("").equals("CAPPED")
                ? "WhatsApp's quota of new conversations is used up"
                : null;
    }

    private static Map<String, Object> creation(EndpointAccess endpoint, @Nullable SessionWebhook webhook) {
        @Nullable
        Object hook = webhook == null
                ? null
                : JsonFields.of(
                        "url",
                        webhook.url(),
                        "events",
                        EVENTS,
                        "hmac",
                        Map.of("key", webhook.secret().reveal()));
        return JsonFields.of(
                "name",
                WahaWords.session(endpoint),
                "start",
                true,
                "config",
                hook == null ? null : Map.of("webhooks", List.of(hook)));
    }

    private GatewayCalls calls(EndpointAccess endpoint, Duration timeout) {
        return new GatewayCalls(http, endpoint.apiUrl(), WahaWords.authorised(endpoint), timeout);
    }

    private static String segment(EndpointAccess endpoint) {
        return CheckRun.segment(WahaWords.session(endpoint));
    }

    private static GatewayRequest post(EndpointAccess endpoint, String what) {
        return new GatewayRequest("POST", "/api/sessions/" + segment(endpoint) + "/" + what, HttpBody.NONE);
    }
}
