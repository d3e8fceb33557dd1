package dev.waypost.simulator.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waypost.simulator.World;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GatewaySendTest {

    @ParameterizedTest
    @ValueSource(strings = {"WAHA", "GOWA", "EVOLUTION"})
    void an_accepted_message_is_in_the_ledger_and_its_content_has_a_digest(String provider) throws Exception {
        try (var gateway = new GatewayWorld(provider)) {
            String first = gateway.id(gateway.text("hello"));
            gateway.text("hello");
            gateway.text("other");

            JsonNode entries = gateway.world.control("GET", "ledger", "").json().path("entries");
            assertThat(entries).hasSize(3);
            assertThat(entries.path(0).path("id").asText()).isEqualTo(first);
            assertThat(entries.path(0).path("to").asText()).isEqualTo(GatewayWorld.TO);
            assertThat(entries.path(0).path("provider").asText()).isEqualTo(provider);
            assertThat(entries.path(0).path("contentSha256"))
                    .isEqualTo(entries.path(1).path("contentSha256"));
            assertThat(entries.path(0).path("contentSha256"))
                    .isNotEqualTo(entries.path(2).path("contentSha256"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "WAHA | POST | /api/sendText | {'session':'main','chatId':'49@c.us'} | 400 | text must be a string",
                "WAHA | POST | /api/sendText | {'session':'main','chatId':'+49 151','text':'x'} | 400 | chatId must end with",
                "WAHA | POST | /api/sendImage | {'session':'main','chatId':'49@c.us','file':{'url':'http://x'}} | 400 | file.mimetype must be a string",
                "WAHA | POST | /api/sendNothing | {} | 404 | Cannot POST",
                "WAHA | POST | /api/sendText | nonsense | 400 | Unexpected token",
                "WAHA | POST | /api/sendText | {'session':'none','chatId':'49@c.us','text':'x'} | 404 | Session not found",
                "GOWA | POST | /send/message | {'phone':'49'} | 400 | message: cannot be blank.",
                "GOWA | POST | /send/message | {'phone':'0151','message':'x'} | 400 | international format",
                "GOWA | POST | /send/location | {'phone':'49','latitude':1.5,'longitude':'2'} | 400 | latitude: must be a string.",
                "GOWA | POST | /send/image | {'phone':'49'} | 400 | image or image_url: cannot be blank.",
                "GOWA | POST | /send/nothing | {'phone':'49'} | 404 | no such path",
                "EVOLUTION | POST | /message/sendText/main | {'text':'x'} | 400 | instance requires property",
                "EVOLUTION | POST | /message/sendText/none | {'text':'x'} | 404 | instance does not exist",
                "EVOLUTION | POST | /message/sendLocation/main | {'number':'49','name':'a','address':'b','latitude':'1','longitude':2} | 400 | instance.latitude is not of a type(s) number",
                "EVOLUTION | PUT | /instance/restart/main | {} | 404 | Cannot PUT",
                "EVOLUTION | POST | /webhook/set/main | {'url':'http://x'} | 400 | requires property"
            })
    void a_wrong_request_is_refused_in_the_providers_own_words(
            String provider, String method, String path, String body, int status, String said) throws Exception {
        try (var gateway = new GatewayWorld(provider)) {
            World.Answer answer = gateway.call(method, path, body.replace('\'', '"'));

            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.body()).contains(said);
            assertThat(gateway.world.control("GET", "ledger", "").json().path("entries"))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"WAHA, 401, statusCode", "EVOLUTION, 401, Unauthorized", "GOWA, 401, Unauthorized"})
    void a_wrong_key_is_refused(String provider, int status, String said) throws Exception {
        try (var gateway = new GatewayWorld(provider)) {
            gateway.register(",\"number\":\"4915100000000\"");
            World.Answer answer = gateway.world.call(
                    provider.equals("GOWA") ? "GET" : "POST",
                    "/" + gateway.face + (provider.equals("EVOLUTION") ? "/message/sendText/main" : "/api/sendText"),
                    provider.equals("GOWA") ? "" : "{}",
                    java.util.Map.of());
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.body()).contains(said);
        }
    }

    @Test
    void many_bare_digits_go_to_a_group_and_nobody_is_told() throws Exception {
        try (var gateway = new GatewayWorld("GOWA")) {
            World.Answer answer =
                    gateway.call("POST", "/send/message", "{\"phone\":\"1234567890123456\",\"message\":\"x\"}");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(gateway.world
                            .control("GET", "ledger", "")
                            .json()
                            .at("/entries/0/to")
                            .asText())
                    .isEqualTo("1234567890123456@g.us");
        }
    }

    @ParameterizedTest
    @CsvSource({"GOWS, /id", "WEBJS, /id/_serialized", "NOWEB, /key/id"})
    void each_engine_of_waha_answers_in_its_own_shape(String engine, String pointer) throws Exception {
        try (var gateway = new GatewayWorld("WAHA")) {
            gateway.register(",\"engine\":\"" + engine + "\"");
            assertThat(gateway.text("x").json().at(pointer).asText()).contains("3EB0");
        }
    }

    @Test
    void a_chosen_id_is_taken_and_shows_a_message_that_was_sent_twice() throws Exception {
        try (var gateway = new GatewayWorld("WAHA")) {
            String body = "{\"session\":\"main\",\"chatId\":\"49151@c.us\",\"text\":\"x\",\"id\":\"3EB0MINE\"}";
            gateway.call("POST", "/api/sendText", body);
            gateway.call("POST", "/api/sendText", body);

            JsonNode entry = gateway.world
                    .control("GET", "ledger?correlationId=3EB0MINE", "")
                    .json()
                    .at("/entries/0");
            assertThat(entry.path("timesSeen").asInt()).isEqualTo(2);
        }
    }

    @Test
    void faults_come_in_the_providers_own_words() throws Exception {
        try (var gateway = new GatewayWorld("WAHA")) {
            gateway.world.faults("{\"match\":{\"session\":\"main\"},\"code\":463}");
            assertThat(gateway.text("a secret").body()).contains("error 463").contains("a secret");
        }
        try (var gateway = new GatewayWorld("GOWA")) {
            gateway.world.faults("{\"match\":{\"to\":\"+" + GatewayWorld.TO + "\"},\"code\":\"WA_REACHOUT_TIMELOCK\"}");
            World.Answer answer = gateway.text("x");
            assertThat(answer.status()).isEqualTo(429);
            assertThat(answer.json().path("code").asText()).isEqualTo("WA_REACHOUT_TIMELOCK");
        }
        try (var gateway = new GatewayWorld("EVOLUTION")) {
            gateway.world.faults("{\"code\":131026}");
            World.Answer answer = gateway.text("x");
            assertThat(answer.status()).isEqualTo(201);
            assertThat(answer.json().path("code").asInt()).isEqualTo(131026);
        }
    }

    @ParameterizedTest
    @CsvSource({"WAHA, 422", "GOWA, 401", "EVOLUTION, 500"})
    void a_session_is_lost_by_the_fault_plan_and_stays_so_until_it_is_started(String provider, int status)
            throws Exception {
        try (var gateway = new GatewayWorld(provider)) {
            gateway.world.faults("{\"match\":{\"session\":\"main\"},\"loseSession\":true,\"times\":1}");
            assertThat(gateway.text("x").status()).isEqualTo(status);
            assertThat(gateway.text("x").status()).isEqualTo(status);
            gateway.session("start");
            assertThat(gateway.text("x").status()).isLessThan(202);
        }
    }
}
