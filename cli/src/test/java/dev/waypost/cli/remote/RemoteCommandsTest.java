package dev.waypost.cli.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.cli.WaypostUnderTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Commands against an API that answers what it is told: what is asked, printed, and said by the exit code.
class RemoteCommandsTest {
    private static final String TENANT = """
            {"tenantId": "salon", "name": "Salon\\u001b[31m Anna", "state": "ACTIVE", "routing": "SINGLE", "revision": 3}""";

    private StubApi api;
    private Queue<String> asked;
    private Map<String, String> answers;

    @TempDir
    Path temp;

    @BeforeEach
    void start() throws IOException {
        api = new StubApi();
        asked = api.asked;
        answers = api.answers;
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void a_list_is_read_page_by_page_and_printed_as_a_table_that_draws_nothing() {
        answers.put("GET /api/whatsapp/tenants?pageSize=2", "200 [" + TENANT + "]");
        answers.put("GET /api/whatsapp/tenants?pageToken=x", "200 [" + TENANT.replace("salon", "clinic") + "]");

        var ended = run("tenant", "list", "--limit", "2");

        assertThat(ended.err()).isEmpty();
        assertThat(ended.code()).isZero();
        assertThat(ended.out()).contains("TENANT ", "salon", "clinic", "ACTIVE").doesNotContain("\u001b");
        assertThat(asked).allMatch(line -> line.startsWith("Bearer some-key "));
    }

    @Test
    void json_is_printed_as_it_came() throws IOException {
        answers.put("GET /api/whatsapp/tenants/salon", "200 " + TENANT);

        var ended = run("tenant", "get", "salon", "--output", "json");

        assertThat(Remote.JSON.readTree(ended.out())).isEqualTo(Remote.JSON.readTree(TENANT));
    }

    @Test
    void a_text_is_sent_and_the_connection_tested() {
        answers.put("POST /api/whatsapp/send", "202 {\"messageId\": \"msg_1\", \"state\": \"QUEUED\"}");
        answers.put("POST /api/whatsapp/endpoints/salon/test", """
                200 {"passed": false, "cause": "auth: token expired",
                     "steps": [{"step": "dns", "outcome": "passed", "latencyMs": 3, "detail": ""}]}""");

        assertThat(run("send", "--tenant", "salon", "--to", "+4915112345678", "See you at ten")
                        .out())
                .contains("msg_1", "QUEUED");
        assertThat(asked.peek()).contains("\"message\":\"See you at ten\"");
        var tested = run("endpoint", "test", "salon");
        assertThat(tested.code()).isEqualTo(1);
        assertThat(tested.out()).contains("dns", "passed");
        assertThat(tested.err()).contains("the connection does not work: auth: token expired");
    }

    @Test
    void many_are_tried_dry_before_anybody_is_asked_and_failures_are_told() {
        answers.put("POST /admin/transfers/switches", "202 {\"id\": \"op_1\", \"state\": \"PENDING\"}");
        answers.put("GET /admin/transfers/op_1", """
                200 {"id": "op_1", "state": "SUCCEEDED", "done_items": 2, "failed_items": 1, "total_items": 2,
                     "failures": [{"item_id": "nobody", "reason": "TENANT_NOT_FOUND", "detail": "None."}]}""");

        var ended = run("bulk-switch", "salon", "nobody", "--every", "10");

        assertThat(ended.code()).as("nobody can be asked here").isEqualTo(2);
        assertThat(ended.err()).contains("Switch 1 tenants now? Nobody can be asked here: say --yes");
        assertThat(ended.out()).contains("] 2/2, 1 failed SUCCEEDED", "nobody", "TENANT_NOT_FOUND");
        assertThat(asked).noneMatch(line -> line.contains("\"dry_run\":false"));

        assertThat(run("bulk-switch", "salon", "--yes", "--every", "10").code()).isEqualTo(7);
        assertThat(asked).anyMatch(line -> line.contains("\"tenant_ids\":[\"salon\"],\"dry_run\":false"));
        assertThat(run("bulk-switch").code()).isEqualTo(2);
    }

    @Test
    void what_was_only_tried_is_marked_in_the_list_and_while_it_is_followed() {
        String tried = "{\"id\": \"op_1\", \"kind\": \"bulk_switch\", \"state\": \"SUCCEEDED\", \"dry_run\": true}";
        answers.put(
                "GET /admin/transfers?page_size=100",
                "200 [" + tried + "," + tried.replace("op_1", "op_2").replace("true", "false") + "]");
        answers.put("GET /admin/transfers/op_1", "200 " + tried);

        assertThat(run("operations", "list").out().lines())
                .anyMatch(line -> line.startsWith("op_1") && line.contains("dry run"))
                .anyMatch(line -> line.startsWith("op_2") && !line.contains("dry run"));
        assertThat(run("operations", "follow", "op_1").out()).contains("SUCCEEDED (dry run, changes nothing)");
    }

    @Test
    void work_that_takes_long_is_one_line_of_json_for_each_change() throws IOException {
        answers.put("GET /admin/transfers/op_1", "200 {\"id\": \"op_1\", \"state\": \"CANCELLED\"}");

        var ended = run("operations", "follow", "op_1", "--output", "json");

        assertThat(ended.out().lines()).hasSize(1);
        assertThat(Remote.JSON.readTree(ended.out()).path("state").asText()).isEqualTo("CANCELLED");
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err()).contains("waypost operations resume op_1");
    }

    @Test
    void how_an_endpoint_is_and_when_it_was_looked_at_stands_wherever_it_is_shown() {
        String endpoint = """
                {"id": "main", "name": "Main", "provider": "waha", "role": "active", "apiUrl": "http://waha:3000",
                 "healthStatus": "unhealthy", "lastHealthCheck": "2026-03-04T10:20:30Z", "revision": 4}""";
        answers.put("GET /api/whatsapp/tenants/salon/endpoints?pageSize=1000", "200 [" + endpoint + "]");
        answers.put("GET /api/whatsapp/endpoints/salon", "200 " + endpoint);

        assertThat(run("endpoint", "list", "salon").out()).contains("unhealthy", "03-04 10:20:30");
        assertThat(run("endpoint", "show", "salon").out()).contains("unhealthy", "2026-03-04T10:20:30Z");
    }

    @Test
    void a_switch_is_made_from_what_was_read_and_names_its_revision() {
        answers.put("GET /api/whatsapp/endpoints/salon", "200 {\"id\": \"main\", \"tenantRevision\": 9}");
        answers.put(
                "GET /api/whatsapp/endpoints/salon?endpointId=backup",
                "200 {\"id\": \"backup\", \"healthStatus\": \"healthy\", \"tenantRevision\": 9}");
        answers.put("POST /api/whatsapp/endpoints/salon/switch", "409 {\"reason\": \"REVISION_CONFLICT\"}");

        assertThat(run("endpoint", "switch", "salon", "backup").err())
                .contains("through backup (healthy) instead of main (unknown)?");
        assertThat(run("endpoint", "switch", "salon", "backup", "--yes").code()).isEqualTo(6);
        assertThat(asked.stream().filter(line -> line.contains(" POST ")))
                .singleElement()
                .asString()
                .contains("\"tenantRevision\":9", "\"toEndpointId\":\"backup\"")
                .doesNotContain("evenIfDrained");
        run("endpoint", "switch", "salon", "backup", "--yes", "--even-if-drained");
        assertThat(asked).anyMatch(line -> line.contains(" POST ") && line.contains("\"evenIfDrained\":true"));
    }

    @Test
    void secrets_come_from_files_and_never_from_the_command_itself() throws IOException {
        answers.put("GET /api/whatsapp/tenants/salon/endpoints?pageSize=1000", """
                200 [{"id": "main", "name": "Main", "provider": "WAHA", "role": "active", "apiUrl": "http://waha:3000",
                      "revision": 4, "tenantRevision": 9, "credentials": {"apiKey": {"set": true}}}]""");
        answers.put("PUT /api/whatsapp/endpoints/salon?endpointId=main", "200 {\"id\": \"main\", \"revision\": 5}");
        Path secret = Files.writeString(temp.resolve("key"), "s3cret\n");

        var plain = run("endpoint", "set", "salon", "--api-key", "s3cret");
        var set = run("endpoint", "set", "salon", "--name", "Front", "--api-key", "file:" + secret);

        assertThat(plain.code()).isEqualTo(2);
        assertThat(plain.err()).contains("--api-key", "file:PATH").doesNotContain("s3cret");
        assertThat(set.code()).as(set.err()).isZero();
        assertThat(asked.stream().filter(line -> line.contains(" PUT ")).toList())
                .singleElement()
                .asString()
                .as("what was not named stays, and what was read is what is changed")
                .contains("\"name\":\"Front\"", "\"apiKey\":\"s3cret\"", "\"revision\":4", "\"provider\":\"WAHA\"")
                .doesNotContain("credentials", "tenantRevision");
    }

    @Test
    void many_deliveries_are_decided_in_pieces_and_what_was_left_alone_is_named() {
        String ids = IntStream.range(0, 1200)
                .mapToObj(i -> "{\"deliveryId\": \"dlv_" + i + "\"}")
                .collect(Collectors.joining(",", "[", "]"));
        answers.put("GET /api/whatsapp/deliveries/undelivered?tenantId=salon&pageSize=1000", "200 " + ids);
        answers.put("POST /api/whatsapp/deliveries/redrive", """
                200 {"deliveryIds": ["dlv_1"], "skippedDeliveryIds": ["dlv_2"]}""");

        var dry = run("redrive", "--tenant", "salon", "--all", "--dry-run");
        var ended = run("redrive", "--tenant", "salon", "--all", "--yes");

        assertThat(dry.out()).contains("dlv_1199", "1200 in all; nothing was changed.");
        assertThat(ended.code()).as("of all, some may be settled meanwhile").isZero();
        assertThat(ended.out()).contains("2 will be tried again.", "left alone: dlv_2");
        assertThat(run("redrive", "--tenant", "salon", "dlv_1", "dlv_2", "--yes")
                        .code())
                .as("who is named is meant")
                .isEqualTo(7);
        assertThat(asked.stream().filter(line -> line.contains("/redrive"))).hasSize(3);
    }

    @Test
    void a_tenant_is_moved_and_its_key_comes_from_elsewhere() throws IOException {
        answers.put("POST /admin/transfers/moves", "202 {\"id\": \"op_2\", \"state\": \"PENDING\"}");
        answers.put("GET /admin/transfers/op_2", "200 {\"id\": \"op_2\", \"state\": \"SUCCEEDED\", \"done_items\": 7}");
        Path key = Files.writeString(temp.resolve("key"), "their-key\n");

        var ended = run("tenant", "move", "cafe", "--to", "https://own", "--api-key", "file:" + key, "--dry-run");

        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(ended.out()).contains("7/7 SUCCEEDED", "nothing was changed");
        assertThat(asked.peek())
                .contains("\"to_api_url\":\"https://own\"", "\"api_key\":\"their-key\"", "\"dry_run\":true");
        assertThat(run("tenant", "move", "cafe", "--to", "https://own").code())
                .as("nobody can be asked here")
                .isEqualTo(2);
    }

    @Test
    void the_hub_is_a_tree_that_says_who_receives_nothing() {
        answers.put(
                "GET /admin/business-accounts?page_size=1000", "200 [{\"business_id\": \"b1\", \"name\": \"Group\"}]");
        answers.put(
                "GET /admin/apps?page_size=1000", "200 [{\"id\": \"a1\", \"business_id\": \"b1\", \"name\": \"App\"}]");
        answers.put("GET /admin/phone-numbers?page_size=1000", """
                200 [{"phone_number_id": "n1", "app_id": "a1", "phone_number": "+4930123456", "tenant_id": "salon"},
                     {"phone_number_id": "n2", "app_id": "a1", "is_active": false}]""");
        answers.put("GET /admin/projects?page_size=1000", """
                200 [{"id": "p1", "name": "Booking", "is_active": true}, {"id": "p2", "is_active": false}]""");
        answers.put("GET /admin/mappings?page_size=1000", """
                200 [{"phone_number_id": "n1", "project_id": "p1", "priority": 100},
                     {"phone_number_id": "gateway-1", "project_id": "p1", "priority": 5, "tenant_id": "spa"}]""");

        assertThat(run("hub", "tree").out().strip()).isEqualTo("""
                b1 (Group)  business account
                `-- a1 (App)  app
                    |-- n1  +49******56  of salon
                    |   `-- => p1 (Booking)  priority 100
                    `-- n2  SWITCHED OFF
                        `-- NOBODY receives what is written here
                gateway-1  number or endpoint of spa
                `-- => p1 (Booking)  priority 5
                receive nothing: mapped to no number
                `-- p2  SWITCHED OFF""");
    }

    @Test
    void empty_states_say_what_to_do_next() {
        answers.put("GET /api/whatsapp/tenants?pageSize=100", "200 []");
        answers.put("GET /router/locks?page_size=100", "200 []");
        answers.put("GET /api/whatsapp/deliveries/undelivered?tenantId=salon&pageSize=100", "200 []");

        assertThat(run("tenant", "list").out()).contains("waypost tenant add");
        assertThat(run("locks", "list").out()).contains("deep link");
        assertThat(run("undelivered", "--tenant", "salon").out()).contains("Everything was delivered.");
        assertThat(run("tenant", "list", "--output", "json").out().strip()).isEqualTo("[ ]");
    }

    @Test
    void a_session_draws_what_is_to_be_scanned() {
        answers.put("POST /api/whatsapp/sessions/spa/initialize", "200 {\"success\": true}");
        answers.put("GET /api/whatsapp/sessions/spa", """
                200 {"state": "PAIRING", "pairing": {"qrText": "##  ##\\n  ####", "expiresAt": "2026-01-01T00:00:00Z"}}""");

        var ended = run("sessions", "start", "spa", "--no-wait");

        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(ended.out()).contains("PAIRING", "##  ##\n  ####");
    }

    @Test
    void a_shell_takes_the_completion_script() throws Exception {
        var ended = WaypostUnderTest.run("completion");
        Path script = Files.writeString(temp.resolve("waypost.bash"), ended.out());
        Process bash = new ProcessBuilder("bash", "-n", script.toString()).start();

        assertThat(bash.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(bash.exitValue()).isZero();
        assertThat(ended.out()).contains("doctor", "endpoint", "--output");
    }

    private WaypostUnderTest.Ended run(String... arguments) {
        return api.run(arguments);
    }
}
