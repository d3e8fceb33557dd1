package dev.waypost.cli.remote;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.waypost.cli.WaypostUnderTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Each thing that can be wrong with a deployment is a line that says so and what to do.
class DoctorTest {
    private static final String HEALTH = """
            {"status": "healthy", "services": {"send": "healthy", "ingress": "healthy"},
             "caller": {"id": "admin-key", "role": "ADMIN", "tenantIds": []}, "timestamp": "NOW",
             "versions": ["1.2.0"], "spoolBytes": 0, "oldestUndeliveredSeconds": 0, "deadLetters": 0,
             "processes": [
               {"service": "send", "address": "10.0.0.1:9102", "state": "healthy", "version": "1.2.0",
                "parts": {"gate": {"state": "healthy"}, "postgres": {"state": "healthy"},
                          "redis": {"state": "healthy"}, "lanes": {"state": "healthy"}}},
               {"service": "ingress", "address": "10.0.0.2:9103", "state": "healthy", "version": "1.2.0",
                "parts": {"spool": {"state": "healthy"}, "memory": {"state": "healthy"},
                          "postgres": {"figures": {"latency_ms": 1}, "state": "healthy"}}}]}""";

    private static final String ENDPOINT = """
            {"id": "main", "role": "active", "isActive": true, "healthStatus": "healthy", "lastHealthCheck": "NOW"}""";

    private StubApi api;
    private Map<String, String> answers;

    @TempDir
    Path temp;

    @BeforeEach
    void start() throws IOException {
        api = new StubApi();
        answers = api.answers;
        answers.put("GET /health", "200 {\"status\": \"healthy\"}");
        answers.put("GET /api/whatsapp/tenants?pageSize=1", "200 [{\"tenantId\": \"salon\"}]");
        answers.put("GET /api/whatsapp/alerts?states=OPEN&pageSize=100", "200 {\"alerts\": []}");
        answers.put("GET /api/whatsapp/alerts?states=OPEN&pageSize=100&tenantId=salon", "200 {\"alerts\": []}");
        answers.put("GET /api/whatsapp/tenants/salon", "200 {\"tenantId\": \"salon\", \"state\": \"ACTIVE\"}");
        answers.put("GET /api/whatsapp/tenants/salon/endpoints?pageSize=1000", "200 [{\"id\": \"main\"}]");
        answers.put("GET /api/whatsapp/endpoints/salon?endpointId=main", "200 " + now(ENDPOINT));
        health(HEALTH);
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void where_all_is_well_every_line_says_so() {
        var ended = api.run("doctor", "--tenant", "salon");

        assertThat(ended.code()).as(ended.out() + ended.err()).isZero();
        assertThat(ended.out().lines()).allMatch(line -> line.startsWith("✓ "));
        assertThat(ended.out())
                .contains("the console can be reached: 127.0.0.1 port ", "the key is taken: ADMIN", "the clocks agree")
                .contains("send serves: healthy, 1 process", "all processes are of one version: 1.2.0")
                .contains("PostgreSQL answers", "Redis answers", "every lane has a worker", "the spool has room")
                .contains("every process has migrated its tables", "nothing waits for long: nothing waits")
                .contains("endpoint main works: active, healthy, probed 0 s ago");
    }

    /// @param from what the services say otherwise
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"send\": \"healthy\"|\"send\": \"unreachable\"|send serves: unreachable|WAYPOST_PEERS_SEND",
                "\"ingress\": \"healthy\"|\"ingress\": \"degraded\"|ingress serves: degraded|its log",
                "[\"1.2.0\"]|[\"1.1.0\", \"1.2.0\"]|all processes are of one version: 1.1.0, 1.2.0|finish the rollout",
                "\"postgres\": {\"state\": \"healthy\"|\"postgres\": {\"state\": \"unhealthy\", \"detail\": \"gone\""
                        + "|PostgreSQL answers: send at 10.0.0.1:9102: gone|WAYPOST_DB_URL",
                "\"redis\": {\"state\": \"healthy\"|\"redis\": {\"state\": \"degraded\"|Redis answers: send at|REDIS",
                "\"lanes\": {\"state\": \"healthy\"|\"lanes\": {\"state\": \"degraded\"|every lane has a worker|queue_age",
                "\"gate\": {\"state\": \"healthy\"|\"gate\": {\"state\": \"unhealthy\"|every process has migrated|its log",
                "\"spool\": {\"state\": \"healthy\"|\"spool\": {\"state\": \"degraded\"|the spool has room|spool_in_use",
                "\"memory\": {\"state\": \"healthy\"|\"memory\": {\"state\": \"degraded\"|there is enough memory|memory.md",
                "Seconds\": 0|Seconds\": 301.4|nothing waits for long: the oldest waits 301 s|queue_age.md",
                "NOW|2020-01-01T00:00:00Z|the clocks agree: the server's is|NTP",
                "NOW|2120-01-01T00:00:00Z|the clocks agree: the server's is|NTP"
            })
    void what_a_service_says_is_wrong_is_one_thing_with_what_to_do(String from, String to, String step, String advice) {
        assertThat(HEALTH).contains(from);
        health(HEALTH.replace(from, to));

        var ended = api.run("doctor");

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err()).contains("1 thing is wrong");
        assertThat(lines(ended, "✗"))
                .singleElement()
                .asString()
                .startsWith("✗ " + step)
                .contains("  do: ", advice);
    }

    @Test
    void what_is_no_fault_but_should_be_known_is_told_apart() {
        health(HEALTH.replace("deadLetters\": 0", "deadLetters\": 7").replace("spoolBytes\": 0", "spoolBytes\": 512"));
        answers.put("GET /api/whatsapp/tenants?pageSize=1", "200 []");
        answers.put(
                "GET /api/whatsapp/alerts?states=OPEN&pageSize=100",
                "200 {\"alerts\": [{\"rule\": \"queue_age\", \"severity\": \"WARNING\"}]}");

        var ended = api.run("doctor");

        assertThat(ended.code()).as(ended.out()).isZero();
        assertThat(lines(ended, "–"))
                .anyMatch(
                        line -> line.contains("no alert is open: queue_age  do: begin with docs/runbooks/queue_age.md"))
                .anyMatch(line -> line.contains("nothing was given up: 7 deliveries"))
                .anyMatch(line -> line.contains("no webhook waits on disk: 512 bytes do"))
                .anyMatch(line -> line.contains("there is a tenant: none yet  do: waypost endpoint set"));
    }

    @Test
    void an_alert_that_is_critical_is_a_fault() {
        String alert = "{\"rule\": \"service_down\", \"severity\": \"CRITICAL\"}";
        answers.put(
                "GET /api/whatsapp/alerts?states=OPEN&pageSize=100",
                "200 {\"alerts\": [" + alert + ", " + alert + "]}");

        assertThat(lines(api.run("doctor"), "✗"))
                .singleElement()
                .asString()
                .contains("no alert is open: service_down × 2", "runbooks/service_down.md");
    }

    @Test
    void a_platform_that_is_down_is_described_all_the_same() {
        answers.put(
                "GET /admin/health", "503 " + now(HEALTH.replace("\"send\": \"healthy\"", "\"send\": \"unhealthy\"")));

        assertThat(lines(api.run("doctor"), "✗")).singleElement().asString().startsWith("✗ send serves: unhealthy");
    }

    @Test
    void a_key_that_is_refused_or_bound_is_told() {
        health(HEALTH.replace("\"ADMIN\", \"tenantIds\": []", "\"TENANT_READ\", \"tenantIds\": [\"salon\"]")
                .replaceAll("(?s),\\s*\"versions.*", "}"));
        assertThat(lines(api.run("doctor"), "–"))
                .anyMatch(line -> line.startsWith("– the key is taken: TENANT_READ of salon"))
                .anyMatch(line -> line.startsWith("– the services tell what they see: not to this key"));

        answers.put("GET /admin/health", "401 {\"reason\": \"CALLER_UNKNOWN\", \"detail\": \"No.\"}");
        assertThat(lines(api.run("doctor"), "✗"))
                .singleElement()
                .asString()
                .startsWith("✗ the key is taken: CALLER_UNKNOWN")
                .contains("waypost api-keys new");
    }

    @Test
    void an_address_where_nobody_is_says_which_of_the_two_is_wrong() throws IOException {
        int closed;
        try (var socket = new ServerSocket(0)) {
            closed = socket.getLocalPort();
        }
        var nobody = WaypostUnderTest.run("doctor", "--key", "k", "--url", "http://127.0.0.1:" + closed);
        var nowhere = WaypostUnderTest.run("doctor", "--key", "k", "--url", "http://waypost.invalid");

        assertThat(nobody.code()).isEqualTo(1);
        assertThat(nobody.out()).startsWith("✗ the console can be reached: 127.0.0.1 port " + closed);
        assertThat(nowhere.out()).startsWith("✗ the name of the console is known: waypost.invalid is no name");
        answers.put("GET /health", "200 <html>");
        assertThat(lines(api.run("doctor"), "✗").getFirst()).contains("the console answers", "is no Waypost");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"healthStatus\": \"healthy\"|\"healthStatus\": \"unhealthy\", \"healthCause\": \"auth: expired\""
                        + "|✗|active, unhealthy: auth: expired, probed 0 s ago|waypost endpoint test salon main",
                "NOW|2020-01-01T00:00:00Z|✗|active, healthy, probed|nobody probes it",
                "\"NOW\"|\"\"|✗|active, healthy, never probed|nobody probes it",
                "\"isActive\": true|\"isActive\": false|–|it is switched off|waypost endpoint activate salon main",
                "\"active\", \"isActive\": true, \"healthStatus\": \"healthy\"|\"standby\", \"isActive\": true, \"healthStatus\": \"unhealthy\""
                        + "|–|standby, unhealthy|waypost endpoint test salon main"
            })
    void a_tenants_endpoint_says_its_verdict_and_last_probe(
            String from, String to, String mark, String found, String advice) {
        assertThat(ENDPOINT).contains(from);
        answers.put("GET /api/whatsapp/endpoints/salon?endpointId=main", "200 " + now(ENDPOINT.replace(from, to)));

        assertThat(lines(api.run("doctor", "--tenant", "salon"), mark))
                .singleElement()
                .asString()
                .startsWith(mark + " endpoint main works: " + found)
                .contains(advice);
    }

    @Test
    void a_tenant_that_is_not_there_suspended_or_without_an_endpoint_is_told() {
        answers.put("GET /api/whatsapp/tenants/salon", "200 {\"state\": \"SUSPENDED\"}");
        answers.put("GET /api/whatsapp/tenants/salon/endpoints?pageSize=1000", "200 []");
        answers.put("GET /api/whatsapp/alerts?states=OPEN&pageSize=100&tenantId=nobody", "200 {\"alerts\": []}");

        assertThat(lines(api.run("doctor", "--tenant", "salon"), "✗"))
                .anyMatch(line -> line.contains("the tenant may send: SUSPENDED  do: waypost tenant resume salon"))
                .anyMatch(line -> line.contains("the tenant has an endpoint: none  do: waypost endpoint set salon"));
        assertThat(lines(api.run("doctor", "--tenant", "nobody"), "✗"))
                .singleElement()
                .asString()
                .contains("the tenant is there: TENANT_NOT_FOUND", "waypost tenant list");
    }

    @Test
    void json_has_a_line_for_each_step() throws IOException {
        health(HEALTH.replace("\"send\": \"healthy\"", "\"send\": \"unhealthy\""));

        var ended = api.run("doctor", "--output", "json");

        assertThat(ended.code()).isEqualTo(1);
        List<JsonNode> steps = new ArrayList<>();
        Remote.JSON.readTree(ended.out()).forEach(steps::add);
        assertThat(steps)
                .filteredOn(step -> step.path("outcome").asText().equals("wrong"))
                .singleElement()
                .satisfies(step -> assertThat(step.path("step").asText()).isEqualTo("send serves"))
                .satisfies(step -> assertThat(step.path("do").asText()).isNotEmpty());
        assertThat(steps).allMatch(step -> step.has("found"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "right|200|401|✓|with the challenge|✓|HTTP 401",
                "none|403|401|✓|it refuses a token that is nobody's|✓|HTTP 401",
                "wrong|403|401|✗|403: the token is not that of|✓|HTTP 401",
                "right|404|404|✗|HTTP 404|✗|HTTP 404",
                "none|200|200|✗|HTTP 200 without the challenge|✗|HTTP 200",
                "right|502|405|✗|HTTP 502|✗|HTTP 405"
            })
    void a_webhook_address_is_asked_as_a_provider_asks_it(
            String token, int get, int post, String mark, String found, String postMark, String postFound)
            throws IOException {
        HttpServer hooks = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hooks.createContext("/", exchange -> {
            String query = String.valueOf(exchange.getRequestURI().getQuery());
            boolean isGet = exchange.getRequestMethod().equals("GET");
            String echo = isGet && get == 200 && query.contains("hub.verify_token=the-token")
                    ? query.replaceAll(".*hub\\.challenge=([0-9]+).*", "$1")
                    : "no";
            byte[] body = echo.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(isGet ? get : post, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        hooks.start();
        try {
            var words = new ArrayList<>(List.of(
                    "doctor",
                    "--webhook-url",
                    "http://127.0.0.1:" + hooks.getAddress().getPort() + "/meta/webhook"));
            if (!token.equals("none")) {
                Path file = Files.writeString(temp.resolve("token"), token.equals("right") ? "the-token" : "another");
                words.addAll(List.of("--verify-token", "file:" + file));
            }

            var ended = api.run(words.toArray(String[]::new));

            assertThat(lines(ended, mark))
                    .anyMatch(line -> line.startsWith(mark + " the webhook address answers a handshake: " + found));
            assertThat(lines(ended, postMark))
                    .anyMatch(line -> line.startsWith(postMark + " what is not signed is not taken: " + postFound));
        } finally {
            hooks.stop(0);
        }
    }

    private void health(String body) {
        answers.put("GET /admin/health", "200 " + now(body));
    }

    private static String now(String body) {
        return body.replace("NOW", Instant.now().toString());
    }

    /// What has this mark, each with its advice behind it.
    private static List<String> lines(WaypostUnderTest.Ended ended, String mark) {
        return ended.out()
                .replace(System.lineSeparator() + "  do: ", "  do: ")
                .lines()
                .filter(line -> line.startsWith(mark))
                .toList();
    }
}
