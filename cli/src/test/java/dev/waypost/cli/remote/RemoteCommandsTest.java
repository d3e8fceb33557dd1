package dev.waypost.cli.remote;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.waypost.cli.WaypostUnderTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Commands against an API that answers what it is told: what is asked, printed, and said by the exit code.
class RemoteCommandsTest {
    private static final String TENANT = """
            {"tenantId": "salon", "name": "Salon\\u001b[31m Anna", "state": "ACTIVE", "routing": "SINGLE", "revision": 3}""";

    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private HttpServer api;

    @TempDir
    Path temp;

    @BeforeEach
    void start() throws IOException {
        api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        api.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
            asked.add(exchange.getRequestHeaders().getFirst("Authorization") + " " + line + " " + body);
            String[] answer = answers.getOrDefault(
                            line, "404 {\"reason\": \"TENANT_NOT_FOUND\", \"detail\": \"None.\"}")
                    .split(" ", 2);
            byte[] bytes = answer[1].getBytes(StandardCharsets.UTF_8);
            if (line.endsWith("pageSize=2")) {
                exchange.getResponseHeaders().add("Link", "</api/whatsapp/tenants?pageToken=x>; rel=\"next\"");
            }
            exchange.sendResponseHeaders(Integer.parseInt(answer[0]), bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        api.start();
    }

    @AfterEach
    void stop() {
        api.stop(0);
    }

    @Test
    void a_list_is_read_page_by_page_and_printed_as_a_table_that_draws_nothing() {
        answers.put("GET /api/whatsapp/tenants?pageSize=2", "200 [" + TENANT + "]");
        answers.put("GET /api/whatsapp/tenants?pageToken=x", "200 [" + TENANT.replace("salon", "clinic") + "]");

        var ended = run("tenant", "list", "--limit", "2");

        assertThat(ended.err()).isEmpty();
        assertThat(ended.code()).isZero();
        assertThat(ended.out())
                .contains("TENANTID", "salon", "clinic", "ACTIVE")
                .doesNotContain("\u001b");
        assertThat(asked).allMatch(line -> line.startsWith("Bearer some-key "));
    }

    @Test
    void json_is_printed_as_it_came() throws IOException {
        answers.put("GET /api/whatsapp/tenants/salon", "200 " + TENANT);

        var ended = run("tenant", "get", "salon", "--output", "json");

        assertThat(Remote.JSON.readTree(ended.out())).isEqualTo(Remote.JSON.readTree(TENANT));
    }

    @Test
    void exit_codes_tell_why() throws IOException {
        answers.put("GET /api/whatsapp/tenants/a", "403 {\"reason\": \"ROLE_FORBIDDEN\", \"detail\": \"No.\"}");
        answers.put("GET /api/whatsapp/tenants/b", "409 {\"reason\": \"REVISION_CONFLICT\"}");
        answers.put("GET /api/whatsapp/tenants/c", "503 {\"reason\": \"PEER_UNAVAILABLE\"}");
        answers.put("GET /api/whatsapp/tenants/d", """
                400 {"reason": "FIELD_INVALID", "violations": [{"field": "name", "description": "value: x"}]}""");

        assertThat(List.of("a", "b", "c", "d", "nobody").stream()
                        .map(id -> run("tenant", "get", id).code()))
                .containsExactly(5, 1, 3, 2, 4);
        assertThat(run("tenant", "get", "d").err())
                .contains("FIELD_INVALID", "[name: value: x]")
                .hasLineCount(1);
        int closed;
        try (var socket = new ServerSocket(0)) {
            closed = socket.getLocalPort();
        }
        var ended = WaypostUnderTest.run("tenant", "list", "--key", "k", "--url", "http://127.0.0.1:" + closed);
        assertThat(ended.code()).isEqualTo(3);
        assertThat(ended.err()).contains("no answer from http://127.0.0.1:" + closed, "waypost status");
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
    void a_doctor_says_what_is_wrong_and_what_to_do() {
        answers.put("GET /health", "200 {\"status\": \"healthy\"}");
        answers.put("GET /api/whatsapp/tenants?pageSize=1", "200 []");
        answers.put("GET /admin/health", "200 {\"services\": {\"send\": \"healthy\", \"ingress\": \"unreachable\"}}");

        var ended = run("doctor");

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.out()).contains("send serves", "unreachable", "waypost tenant add");
        assertThat(ended.err()).contains("2 things are wrong");
    }

    @Test
    void many_are_switched_dry_unless_really_and_failures_are_told() {
        answers.put("POST /admin/transfers/switches", "202 {\"id\": \"op_1\", \"state\": \"PENDING\"}");
        answers.put("GET /admin/transfers/op_1", """
                200 {"id": "op_1", "state": "SUCCEEDED", "done_items": 2, "failed_items": 1, "total_items": 2,
                     "failures": [{"item_id": "nobody", "reason": "TENANT_NOT_FOUND", "detail": "None."}]}""");

        var ended = run("bulk-switch", "salon", "nobody", "--every", "10");

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.out()).contains("] 2/2, 1 failed SUCCEEDED", "nobody", "TENANT_NOT_FOUND");
        assertThat(asked.peek()).contains("\"tenant_ids\":[\"salon\",\"nobody\"]", "\"dry_run\":true");
        assertThat(run("bulk-switch").code()).isEqualTo(2);
    }

    @Test
    void a_session_draws_what_is_to_be_scanned() {
        answers.put("POST /api/whatsapp/sessions/spa/initialize", "200 {\"success\": true}");
        answers.put("GET /api/whatsapp/sessions/spa", """
                200 {"state": "PAIRING", "pairing": {"qrText": "##  ##\\n  ####", "expiresAt": "2026-01-01T00:00:00Z"}}""");

        var ended = run("session", "spa", "--start");

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
        var all = new java.util.ArrayList<>(List.of(arguments));
        all.addAll(List.of(
                "--key",
                "some-key",
                "--url",
                "http://127.0.0.1:" + api.getAddress().getPort()));
        return WaypostUnderTest.run(all.toArray(String[]::new));
    }
}
