package dev.waypost.providers.gowa;

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
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// GOWA's devices, each of which is a session.
public final class GowaSessions implements Sessions {
    private static final Duration CODE_LIVES = Duration.ofSeconds(60);

    private final GuardedHttp http;

    public GowaSessions(GuardedHttp http) {
        this.http = http;
    }

    @Override
    public SessionAnswer start(EndpointAccess endpoint, @Nullable SessionWebhook webhook, Duration timeout) {
        return calls(endpoint, timeout).session(calls -> {
            At now = look(calls, endpoint);
            if (now.state() == SessionState.ABSENT) {
                known(calls.send(GatewayRequest.post(
                        "/devices",
                        JsonFields.of(
                                "device_id",
                                endpoint.session(),
                                "webhook_url",
                                webhook == null ? null : webhook.url(),
                                "webhook_secret",
                                webhook == null ? null : webhook.secret().reveal()))));
                return look(calls, endpoint);
            }
            if (now.state() == SessionState.STARTING) {
                known(calls.send(new GatewayRequest("POST", path(endpoint, "/reconnect"), HttpBody.NONE)));
                return look(calls, endpoint);
            }
            return now;
        });
    }

    @Override
    public SessionAnswer restart(EndpointAccess endpoint, Duration timeout) {
        return calls(endpoint, timeout).session(calls -> {
            known(calls.send(new GatewayRequest("POST", path(endpoint, "/reconnect"), HttpBody.NONE)));
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
        return new SessionAnswer.Unsupported("GOWA cannot stop a device and keep its log-in");
    }

    @Override
    public SessionAnswer logout(EndpointAccess endpoint, Duration timeout) {
        return calls(endpoint, timeout).session(calls -> {
            JsonNode body = known(calls.send(new GatewayRequest("POST", path(endpoint, "/logout"), HttpBody.NONE)));
            return body.path("code").asText("").equals("SUCCESS")
                    ? new At(SessionState.LOGGED_OUT)
                    : look(calls, endpoint);
        });
    }

    @Override
    public PairingAnswer pair(EndpointAccess endpoint, PairBy how, Duration timeout) {
        return calls(endpoint, timeout).pairing(calls -> switch (how) {
            case PairBy.Qr _ -> qr(calls, endpoint);
            case PairBy.Code code -> code(calls, endpoint, code);
        });
    }

    private static PairingAnswer qr(GatewayCalls calls, EndpointAccess endpoint) throws NotAnswered {
        JsonNode body = known(calls.send(GatewayRequest.get(path(endpoint, "/login"))));
        JsonNode results = body.path("results");
        String link = results.path("qr_link").asText("");
        if (link.isEmpty()) {
            return notNow(calls, endpoint);
        }
        HttpAnswer picture = calls.send(GatewayRequest.get(below(endpoint, link)));
        if (!picture.isSuccess() || picture.body().length == 0) {
            throw GatewayCalls.unexpected(picture);
        }
        return new PairingAnswer.Qr(
                picture.body(),
                null,
                QrDrawing.text(picture.body()).orElse(null),
                Duration.ofSeconds(results.path("qr_duration").asLong(30)));
    }

    /// The picture is fetched from the endpoint's own address: the server's idea of its host may be `localhost`, and is
    /// nothing that we would call because an answer says so.
    private static String below(EndpointAccess endpoint, String link) throws NotAnswered {
        try {
            String path = URI.create(link).getRawPath();
            String base =
                    String.valueOf(URI.create(endpoint.apiUrl()).getRawPath()).replaceAll("/+$", "");
            return path.startsWith(base + "/") ? path.substring(base.length()) : path;
        } catch (IllegalArgumentException e) {
            throw new NotAnswered(CauseKind.TRANSPORT, "the QR code's link is no URL");
        }
    }

    private static PairingAnswer code(GatewayCalls calls, EndpointAccess endpoint, PairBy.Code wish)
            throws NotAnswered {
        String digits = wish.phoneNumber().replace("+", "");
        JsonNode body = known(calls.send(new GatewayRequest(
                "POST", path(endpoint, "/login/code?phone=" + CheckRun.segment(digits)), HttpBody.NONE)));
        String code = body.path("results").path("pair_code").asText("");
        return code.isEmpty() ? notNow(calls, endpoint) : new PairingAnswer.Code(code, CODE_LIVES);
    }

    private static PairingAnswer notNow(GatewayCalls calls, EndpointAccess endpoint) throws NotAnswered {
        At now = look(calls, endpoint);
        if (now.state() == SessionState.PAIRING) {
            throw new NotAnswered(CauseKind.TRANSPORT, "GOWA gives no code");
        }
        return new PairingAnswer.NotNow(now.state(), now.cause());
    }

    private static At look(GatewayCalls calls, EndpointAccess endpoint) throws NotAnswered {
        String path = endpoint.session() == null ? "/app/status" : path(endpoint, "/status");
        JsonNode body = known(calls.send(GatewayRequest.get(path)));
        if (body.path("code").asText("").equals("DEVICE_NOT_FOUND")) {
            return new At(SessionState.ABSENT, null, null, "there is no such device");
        }
        JsonNode results = body.path("results");
        boolean connected = results.path("is_connected").asBoolean(false);
        boolean loggedIn = results.path("is_logged_in").asBoolean(false);
        if (!loggedIn) {
            return new At(SessionState.PAIRING, null, null, "the device is not logged in");
        }
        return connected
                ? new At(SessionState.CONNECTED)
                : new At(SessionState.STARTING, null, null, "the device is logged in but not connected to WhatsApp");
    }

    /// An answer in GOWA's own words; a missing device and a lost session are among them.
    private static JsonNode known(HttpAnswer answer) throws NotAnswered {
        JsonNode body = AnswerJson.read(answer);
        String code = body.path("code").asText("");
        if (code.isEmpty()) {
            throw answer.status() == 401 || answer.status() == 403
                    ? new NotAnswered(CauseKind.CREDENTIAL, "GOWA refuses user and password")
                    : GatewayCalls.unexpected(answer);
        }
        if (answer.status() >= 500) {
            throw new NotAnswered(CauseKind.TRANSPORT, "GOWA: " + AnswerJson.word(code));
        }
        return body;
    }

    private GatewayCalls calls(EndpointAccess endpoint, Duration timeout) {
        return new GatewayCalls(http, endpoint.apiUrl(), GowaWords.authorised(endpoint), timeout);
    }

    private static String path(EndpointAccess endpoint, String what) {
        return "/devices/" + CheckRun.segment(endpoint.session() == null ? "" : endpoint.session()) + what;
    }
}
