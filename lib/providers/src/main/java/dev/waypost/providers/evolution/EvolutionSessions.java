package dev.waypost.providers.evolution;

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
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Evolution's instances, each of which is a session.
public final class EvolutionSessions implements Sessions {
    private static final Duration CODE_LIVES = Duration.ofSeconds(20);
    private static final List<String> EVENTS =
            List.of("MESSAGES_UPSERT", "MESSAGES_UPDATE", "MESSAGES_DELETE", "CONNECTION_UPDATE");

    private final GuardedHttp http;

    public EvolutionSessions(GuardedHttp http) {
        this.http = http;
    }

    @Override
    public SessionAnswer start(EndpointAccess endpoint, @Nullable SessionWebhook webhook, Duration timeout) {
        return calls(endpoint, timeout).session(calls -> {
            At now = look(calls, endpoint);
            if (now.state() != SessionState.ABSENT) {
                return now;
            }
            HttpAnswer created = calls.send(GatewayRequest.post("/instance/create", creation(endpoint, webhook)));
            if (created.status() != 201) {
                throw created.status() == 401 || created.status() == 403
                        ? new NotAnswered(CauseKind.CREDENTIAL, "Evolution lets this key create no instance")
                        : GatewayCalls.unexpected(created);
            }
            return look(calls, endpoint);
        });
    }

    /// A closed instance answers with an error of its own and 200; where it stands then is asked.
    @Override
    public SessionAnswer restart(EndpointAccess endpoint, Duration timeout) {
        return calls(endpoint, timeout).session(calls -> {
            known(calls.send(new GatewayRequest(
                    "POST", "/instance/restart/" + EvolutionWords.instance(endpoint), HttpBody.NONE)));
            return look(calls, endpoint);
        });
    }

    @Override
    public boolean keepsLogIn() {
        return false;
    }

    @Override
    public SessionAnswer state(EndpointAccess endpoint, Duration timeout) {
        return calls(endpoint, timeout).session(calls -> look(calls, endpoint));
    }

    @Override
    public SessionAnswer stop(EndpointAccess endpoint, Duration timeout) {
        return new SessionAnswer.Unsupported("Evolution API cannot stop an instance and keep its log-in");
    }

    @Override
    public SessionAnswer logout(EndpointAccess endpoint, Duration timeout) {
        return calls(endpoint, timeout).session(calls -> {
            HttpAnswer answer = calls.send(new GatewayRequest(
                    "DELETE", "/instance/logout/" + EvolutionWords.instance(endpoint), HttpBody.NONE));
            JsonNode body = known(answer);
            if (answer.status() == 404) {
                return absent();
            }
            return body.path("error").asBoolean(false) || !answer.isSuccess()
                    ? look(calls, endpoint)
                    : new At(SessionState.LOGGED_OUT);
        });
    }

    @Override
    public PairingAnswer pair(EndpointAccess endpoint, PairBy how, Duration timeout) {
        return calls(endpoint, timeout).pairing(calls -> {
            String query = how instanceof PairBy.Code code
                    ? "?number=" + CheckRun.segment(code.phoneNumber().replace("+", ""))
                    : "";
            HttpAnswer answer =
                    calls.send(GatewayRequest.get("/instance/connect/" + EvolutionWords.instance(endpoint) + query));
            JsonNode body = known(answer);
            if (answer.status() == 404) {
                return new PairingAnswer.NotNow(SessionState.ABSENT, "there is no such instance");
            }
            if (body.path("instance").has("state")) {
                At now = at(body);
                return new PairingAnswer.NotNow(now.state(), now.cause());
            }
            return how instanceof PairBy.Code ? code(body) : qr(body);
        });
    }

    private static PairingAnswer code(JsonNode body) throws NotAnswered {
        String code = body.path("pairingCode").asText("");
        if (code.isEmpty() || code.equals("null")) {
            throw unreached();
        }
        return new PairingAnswer.Code(
                code.length() == 8 ? code.substring(0, 4) + "-" + code.substring(4) : code, CODE_LIVES);
    }

    private static PairingAnswer qr(JsonNode body) throws NotAnswered {
        String picture = body.path("base64").asText("").replaceFirst("^data:[^,]*,", "");
        if (picture.isEmpty()) {
            throw unreached();
        }
        try {
            byte[] png = Base64.getDecoder().decode(picture);
            return new PairingAnswer.Qr(
                    png, body.path("code").asText(null), QrDrawing.text(png).orElse(null), CODE_LIVES);
        } catch (IllegalArgumentException e) {
            throw new NotAnswered(CauseKind.TRANSPORT, "the QR code is no picture");
        }
    }

    /// `{"count":0}` and nothing else is how it says so.
    private static NotAnswered unreached() {
        return new NotAnswered(CauseKind.TRANSPORT, "Evolution gives no code: it may not reach WhatsApp");
    }

    private static At look(GatewayCalls calls, EndpointAccess endpoint) throws NotAnswered {
        HttpAnswer answer =
                calls.send(GatewayRequest.get("/instance/connectionState/" + EvolutionWords.instance(endpoint)));
        JsonNode body = known(answer);
        if (answer.status() == 404) {
            return absent();
        }
        if (!answer.isSuccess()) {
            throw GatewayCalls.unexpected(answer);
        }
        return at(body);
    }

    private static At at(JsonNode body) {
        String state = body.path("instance").path("state").asText("");
        return switch (state) {
            case "open" -> new At(SessionState.CONNECTED);
            // It says the same while it waits for a person and while it reconnects.
            case "connecting" -> new At(SessionState.PAIRING, null, null, "Evolution says connecting");
            case "close" -> new At(SessionState.STOPPED, null, null, "Evolution says close");
            default -> new At(SessionState.FAILED, null, null, "Evolution says " + AnswerJson.word(state));
        };
    }

    private static At absent() {
        return new At(SessionState.ABSENT, null, null, "there is no such instance");
    }

    private static JsonNode known(HttpAnswer answer) throws NotAnswered {
        if (answer.status() == 401 || answer.status() == 403) {
            throw new NotAnswered(CauseKind.CREDENTIAL, "Evolution refuses the key");
        }
        JsonNode body = AnswerJson.read(answer);
        if (!body.isObject() || answer.status() >= 500) {
            throw GatewayCalls.unexpected(answer);
        }
        return body;
    }

    private static Map<String, Object> creation(EndpointAccess endpoint, @Nullable SessionWebhook webhook) {
        return JsonFields.of(
                "instanceName",
                endpoint.session(),
                "integration",
                "WHATSAPP-BAILEYS",
                "qrcode",
                false,
                // The instance then answers to the key that the endpoint has.
                "token",
                endpoint.apiKey().reveal(),
                "webhook",
                webhook == null
                        ? null
                        : Map.of(
                                "enabled",
                                true,
                                "url",
                                webhook.url(),
                                "byEvents",
                                false,
                                "base64",
                                false,
                                "headers",
                                Map.of("jwt_key", webhook.secret().reveal()),
                                "events",
                                EVENTS));
    }

    private GatewayCalls calls(EndpointAccess endpoint, Duration timeout) {
        return new GatewayCalls(http, endpoint.apiUrl(), EvolutionWords.authorised(endpoint), timeout);
    }
}
