package dev.waypost.providers.specs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.waypost.simulator.Simulator;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The simulator answers what the providers' specifications say that they answer.
@Tag("specs")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SimulatorSpecTest {
    private static final String KEY = "user:pass-1";

    private final HttpClient client = HttpClient.newHttpClient();
    private Simulator simulator;

    @BeforeAll
    void start() throws Exception {
        simulator = Simulator.start(0);
        for (String provider : new String[] {"WAHA", "GOWA", "EVOLUTION"}) {
            call("POST", "/control/accounts", """
                    {"provider":"%s","session":"main","accessToken":"%s","webhookUrl":"http://127.0.0.1:1/"}""".formatted(provider, KEY));
            call("POST", "/control/accounts", """
                    {"provider":"%s","session":"new","accessToken":"%s","status":"SCAN_QR_CODE"}""".formatted(provider, KEY));
        }
    }

    @AfterAll
    void stop() {
        simulator.close();
        client.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET | /waha/api/sessions/main | | SessionInfo",
                "POST | /waha/api/sessions/main/start | | SessionDTO",
                "POST | /waha/api/sendText | {'session':'main','chatId':'49151@c.us','text':'x'} | WAMessage",
                "GET | /waha/api/new/auth/qr?format=raw | | QRCodeValue",
                "GET | /waha/api/new/new-message-id | | NewMessageIDResponse"
            })
    void waha(String method, String path, String body, String schema) throws Exception {
        // `mediaUrl` is deprecated and still marked as required; `engine` is documented only.
        var shape = new SpecShape(
                Specs.read("waha.json"),
                Set.of(
                        "engine",
                        "-mediaUrl",
                        "-source",
                        "-participant",
                        "-media",
                        "-location",
                        "me",
                        "presence",
                        "timestamps"));
        JsonNode answer = call(method, path, body == null ? "" : body.replace('\'', '"'));
        assertThat(shape.schema(schema).isMissingNode()).isFalse();
        assertThat(shape.wrong(answer, shape.schema(schema)))
                // Slips of the specification: events are names, and what is not there is null.
                .allSatisfy(line -> assertThat(line).matches(".*events\\[\\d]: STRING .*|\\$\\.participant: NULL .*"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET | /gowa/devices/main/status | | DeviceStatusResponse",
                "GET | /gowa/devices/new/login | | DeviceLoginResponse",
                "POST | /gowa/devices/new/login/code?phone=4915112345678 | | DeviceLoginWithCodeResponse",
                "POST | /gowa/send/message | {'phone':'49151@s.whatsapp.net','message':'x'} | SendResponse"
            })
    void gowa(String method, String path, String body, String schema) throws Exception {
        // Its `status` never is on the wire.
        var shape = new SpecShape(Specs.read("gowa.yaml"), Set.of("-status"));
        JsonNode answer = call(method, path, body == null ? "" : body.replace('\'', '"'));
        assertThat(shape.schema(schema).isMissingNode()).isFalse();
        assertThat(shape.wrong(answer, shape.schema(schema))).isEmpty();
        assertThat(answer.path("code").asText()).isEqualTo("SUCCESS");
    }

    @Test
    void evolution_answers_with_the_fields_of_the_recording() throws Exception {
        JsonNode recorded = Specs.read("samples/recorded-evolution-2.3.6/send-text-ok.json");
        JsonNode answer = call("POST", "/evolution/message/sendText/main", "{\"number\":\"49151\",\"text\":\"x\"}");

        recorded.path("response")
                .fieldNames()
                .forEachRemaining(name -> assertThat(answer.has(name)).as(name).isTrue());
        JsonNode state = Specs.read("samples/recorded-evolution-2.3.6/state-open.json");
        assertThat(call("GET", "/evolution/instance/connectionState/main", "").at("/instance/state"))
                .isEqualTo(state.at("/response/instance/state"));
    }

    private JsonNode call(String method, String path, String body) throws Exception {
        String basic =
                java.util.Base64.getEncoder().encodeToString(KEY.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + simulator.port() + path))
                        .header("X-Api-Key", KEY)
                        .header("apikey", KEY)
                        .header("Authorization", "Basic " + basic)
                        .header("X-Device-Id", "main")
                        .header("Content-Type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(path + answer.body()).isBetween(200, 299);
        return new JsonMapper().readTree(answer.body());
    }
}
