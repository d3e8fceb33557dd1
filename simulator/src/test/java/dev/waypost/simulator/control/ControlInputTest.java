package dev.waypost.simulator.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.simulator.World;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ControlInputTest {
    private static World world;

    @BeforeAll
    static void start() throws Exception {
        world = World.start();
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "POST | accounts | {                         | body: not JSON at line 1, column 2 (expected: one JSON object)",
                "POST | accounts | []                        | body: [] (expected: one JSON object)",
                "POST | accounts | {}                        | provider: missing (expected: META, WAHA, GOWA or EVOLUTION)",
                "POST | accounts | {'provider':'SMS'}        | provider: 'SMS' (expected: one of meta, meta_cloud, waha, gowa, evolution)",
                "POST | accounts | {'provider':'META'}       | phoneNumberId: missing (expected: 1 to 64 of letters, digits, - and _, such as 106540352242922)",
                "POST | accounts | {'provider':'META','phoneNumberId':7} | phoneNumberId: 7 (expected: 1 to 64 of letters, digits, - and _, such as 106540352242922)",
                "POST | accounts | {'provider':'META_CLOUD','phoneNumberId':7} | phoneNumberId: 7 (expected: 1 to 64 of letters, digits, - and _, such as 106540352242922)",
                "POST | accounts | {'provider':'META','phoneNumberId':'1','wabaId':'2','accessToken':'a','appSecret':'b','webhookUrl':'ftp://x'} | webhookUrl: 'ftp://x' (expected: an http or https URL)",
                "POST | accounts | {'provider':'META','phoneNumberId':'1','wabaId':'2','accessToken':'a','appSecret':'b','statuses':['seen']} | statuses: 'seen' (expected: one of sent, delivered, read, failed)",
                "POST | accounts | {'provider':'WAHA'}       | session: missing (expected: the name of the session, such as default)",
                "POST | accounts | {'provider':'WAHA','session':'a','accessToken':'k','status':'OK'} | status: 'OK' (expected: a status such as WORKING, SCAN_QR_CODE, STOPPED or FAILED)",
                "POST | inbound  | {'provider':'META','phoneNumberId':'none','from':'4915112345678','text':'x'} | phoneNumberId: 'none' (expected: the id of an account registered by POST /control/accounts)",
                "POST | inbound  | {'provider':'META','phoneNumberId':'1','from':'abc','text':'x'} | from: 'abc' (expected: a phone number of 5 to 15 digits, with or without +)",
                "POST | inbound  | {'provider':'META','phoneNumberId':'1','text':'x'} | from: missing (expected: a phone number of 5 to 15 digits, with or without +, or a userId)",
                "POST | inbound  | {'provider':'META','phoneNumberId':'1','from':'4915112345678','text':'x','copies':0} | copies: 0 (expected: a whole number from 1 to 100)",
                "POST | inbound  | {'provider':'WAHA','session':'none','from':'4915112345678','text':'x'} | session: 'none' (expected: the name of a session registered by POST /control/accounts)",
                "POST | sessions | {'provider':'META'}       | provider: has no sessions (expected: WAHA, GOWA or EVOLUTION)",
                "POST | sessions | {'provider':'WAHA','session':'a'} | action: missing (expected: pair, lose, expire, logout, stop or start)",
                "PUT  | faults   | {'rules':[{'code':'x'}]}  | rules[0].code: 'x' (expected: an error code, such as 131056 or WA_REACHOUT_TIMELOCK)",
                "PUT  | faults   | {}                        | rules: missing (expected: a list of objects)",
                "PUT  | faults   | {'rules':[{'hang':1}]}    | rules[0].hang: 1 (expected: true or false)",
                "PUT  | faults   | {'rules':[{},{'match':{'path':'x'}}]} | rules[1].match.path: 'x' (expected: a path such as /meta/*/messages)",
                "PUT  | faults   | {'rules':[{'status':99}]} | rules[0].status: 99 (expected: a whole number from 200 to 599)",
                "PUT  | faults   | {'rules':[{'match':{'tenant':'x'}}]} | rules[0].match.tenant: not known (expected one of: backend, method, path, phoneNumberId, session, to)",
            })
    void a_wrong_request_is_told_in_one_line(String method, String path, String body, String line) throws Exception {
        World.Answer answer = world.control(method, path, body.replace('\'', '"'));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.error()).isEqualTo(line.replace('\'', '"'));
    }

    @Test
    void a_misspelled_field_is_not_passed_over() throws Exception {
        World.Answer answer = world.register(",\"webhokUrl\":\"x\"");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.error()).startsWith("webhokUrl: not known (expected one of: accessToken, ");
    }

    @Test
    void unknown_paths_and_methods_are_told() throws Exception {
        assertThat(world.call("GET", "/nothing", "", Map.of()).status()).isEqualTo(404);
        assertThat(world.control("GET", "nothing", "").status()).isEqualTo(404);
        assertThat(world.control("GET", "accounts", "").status()).isEqualTo(405);
        assertThat(world.control("POST", "state", "").header("Allow")).isEqualTo("DELETE");
    }

    @Test
    void health_says_healthy() throws Exception {
        World.Answer answer = world.call("GET", "/health", "", Map.of());

        assertThat(answer.body()).isEqualTo("{\"status\":\"healthy\",\"service\":\"simulator\"}");
    }

    @Test
    void forgetting_the_state_forgets_all_of_it() throws Exception {
        try (World own = World.start()) {
            own.text("4915112345678", "x", "");
            own.call("POST", "/backend/orders", "x", Map.of());
            own.faults("{\"match\":{\"path\":\"/none\"},\"hang\":true}");

            assertThat(own.control("DELETE", "state", "").status()).isEqualTo(200);
            assertThat(own.text("4915112345678", "x", "").code()).isEqualTo(190);
            assertThat(own.control("GET", "ledger", "").json().path("total").asInt())
                    .isZero();
            assertThat(own.control("GET", "backends/orders", "")
                            .json()
                            .path("total")
                            .asInt())
                    .isZero();
            assertThat(own.control("GET", "faults", "").json().path("rules")).isEmpty();
        }
    }
}
