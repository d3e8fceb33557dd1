package dev.waypost.bench.health;

import com.google.protobuf.Duration;
import dev.waypost.platform.id.Ids;
import dev.waypost.proto.config.v1.CreateTenantRequest;
import dev.waypost.proto.config.v1.EndpointServiceGrpc;
import dev.waypost.proto.config.v1.Provider;
import dev.waypost.proto.config.v1.RoutingPolicy;
import dev.waypost.proto.config.v1.SetEndpointRequest;
import dev.waypost.proto.config.v1.TenantPolicy;
import dev.waypost.proto.config.v1.TenantServiceGrpc;
import dev.waypost.proto.send.v1.Content;
import dev.waypost.proto.send.v1.MessageServiceGrpc;
import dev.waypost.proto.send.v1.SendRequest;
import dev.waypost.proto.send.v1.Text;
import dev.waypost.simulator.Simulator;
import dev.waypost.testkit.Backends;
import dev.waypost.testkit.ServiceUnderTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/// Endpoints fall silent, one tenant after the other, while each tenant sends: how long from the first failed
/// probe to the verdict, to the committed switch, and to the first message that the standby was given.
final class FailoverBench {
    private static final int LONGEST_SECONDS = 240;

    private FailoverBench() {}

    static void run(int tenants, int interval) throws Exception {
        String database = Backends.freshDatabase();
        var store = Map.<String, Object>of("waypost.db.url", database);
        try (var simulator = Simulator.start(0);
                var config = ServiceUnderTest.start("config", store)) {
            var peers =
                    Map.<String, Object>of("waypost.db.url", database, "waypost.peers.config", config.grpcAddress());
            try (var send = ServiceUnderTest.start("send", peers);
                    var health = ServiceUnderTest.start("health", peers)) {
                List<String> numbers = new ArrayList<>();
                for (int n = 0; n < tenants; n++) {
                    numbers.add(tenant(config, simulator, "bench-" + n, interval));
                }
                until(
                        database,
                        "SELECT count(*) >= " + 2 * tenants + " FROM health.endpoint_health WHERE status = 'HEALTHY'");
                fall(simulator, send, database, tenants, numbers);
                System.out.printf("%n## %d tenants, probed every %d s, three bad probes%n%n", tenants, interval);
                System.out.println("| from the first failed probe to | p50 s | p99 s |");
                System.out.println("| --- | --- | --- |");
                row(database, "the verdict", "v.change_time - h.failing_since");
                row(database, "the committed switch", "f.end_time - h.failing_since");
                row(database, "the first message on the standby", "m.first - h.failing_since");
                row(database, "of that, from the verdict", "m.first - v.change_time");
                System.out.println("tenants switched: "
                        + one(database, "SELECT count(*) FROM health.failover WHERE state = 'DONE'"));
            }
        }
    }

    /// Few at a time, or it would be taken for our own network.
    private static void fall(
            Simulator simulator, ServiceUnderTest send, String database, int tenants, List<String> numbers)
            throws Exception {
        var rules = new StringBuilder();
        int step = Math.max(1, tenants / 10);
        long end = System.nanoTime() + LONGEST_SECONDS * 1_000_000_000L;
        int broken = 0;
        long turn = 0;
        while (System.nanoTime() < end) {
            if (turn % 10 == 0 && broken < tenants * 4 / 10) {
                for (int i = 0; i < step && broken < tenants * 4 / 10; i++, broken++) {
                    rules.append(rules.isEmpty() ? "" : ",")
                            .append("{\"match\":{\"path\":\"/meta/*/%s\"},\"status\":503},"
                                    .formatted(numbers.get(broken)))
                            .append("{\"match\":{\"path\":\"/meta/*/%s/messages\"},\"status\":503}"
                                    .formatted(numbers.get(broken)));
                }
                control(simulator, "PUT", "faults", "{\"rules\":[" + rules + "]}");
            }
            for (int n = 0; n < broken; n++) {
                MessageServiceGrpc.newBlockingStub(send.admin())
                        .send(SendRequest.newBuilder()
                                .setTenantId("bench-" + n)
                                .setRequestId(Ids.next("req"))
                                .setTo("+4915" + ThreadLocalRandom.current().nextInt(100_000_000, 999_999_999))
                                .setContent(Content.newBuilder()
                                        .setText(Text.newBuilder().setBody("hello")))
                                .build());
            }
            turn++;
            if (broken == tenants * 4 / 10
                    && one(
                                    database,
                                    "SELECT count(DISTINCT tenant_id) FROM send.message_attempt"
                                            + " WHERE endpoint_id = 'second' AND outcome = 'ACCEPTED'")
                            >= broken) {
                return;
            }
            Thread.sleep(500);
        }
    }

    private static String tenant(ServiceUnderTest config, Simulator simulator, String tenant, int interval)
            throws Exception {
        TenantServiceGrpc.newBlockingStub(config.admin())
                .createTenant(CreateTenantRequest.newBuilder()
                        .setTenantId(tenant)
                        .setRequestId(Ids.next("req"))
                        .setPolicy(TenantPolicy.newBuilder()
                                .setRouting(RoutingPolicy.ROUTING_POLICY_STANDBY)
                                .setRateLimit(1_000_000)
                                .setHealthCheckInterval(Duration.newBuilder().setSeconds(interval)))
                        .build());
        String first = "";
        for (String endpoint : List.of("first", "second")) {
            String number = "1" + ThreadLocalRandom.current().nextLong(10_000_000_000_000L, 99_999_999_999_999L);
            first = first.isEmpty() ? number : first;
            control(simulator, "POST", "accounts", """
                    {"provider":"META","phoneNumberId":"%s","wabaId":"7%s","accessToken":"token","appSecret":"s"}""".formatted(number, number));
            EndpointServiceGrpc.newBlockingStub(config.admin())
                    .setEndpoint(SetEndpointRequest.newBuilder()
                            .setTenantId(tenant)
                            .setRequestId(Ids.next("req"))
                            .setEndpointId(endpoint)
                            .setName(endpoint)
                            .setProvider(Provider.PROVIDER_META_CLOUD)
                            .setApiUrl("http://127.0.0.1:" + simulator.port() + "/meta")
                            .setApiVersion("v23.0")
                            .setPhoneNumberId(number)
                            .setWabaId("7" + number)
                            .setApiKey("token")
                            .setForce(true)
                            .build());
        }
        return first;
    }

    private static void row(String database, String name, String time) throws SQLException {
        String statement = """
                SELECT percentile_cont(%s) WITHIN GROUP (ORDER BY extract(epoch FROM %s)) FROM health.endpoint_health h
                JOIN health.verdict_change v ON v.tenant_id = h.tenant_id AND v.endpoint_id = h.endpoint_id
                  AND v.status = 'UNHEALTHY' AND v.change_time >= h.failing_since
                JOIN health.failover f ON f.tenant_id = h.tenant_id AND f.state = 'DONE'
                JOIN (SELECT tenant_id, min(start_time) AS first FROM send.message_attempt
                  WHERE endpoint_id = 'second' AND outcome = 'ACCEPTED' GROUP BY 1) AS m ON m.tenant_id = h.tenant_id
                WHERE h.endpoint_id = 'first' AND h.failing_since IS NOT NULL""";
        System.out.printf(
                "| %s | %.2f | %.2f |%n",
                name,
                value(database, statement.formatted("0.5", time)),
                value(database, statement.formatted("0.99", time)));
    }

    private static void until(String database, String condition) throws SQLException, InterruptedException {
        while (one(database, "SELECT (" + condition + ")::int") == 0) {
            Thread.sleep(200);
        }
    }

    private static long one(String database, String statement) throws SQLException {
        return Math.round(value(database, statement));
    }

    private static double value(String database, String statement) throws SQLException {
        try (var connection = DriverManager.getConnection(database, Backends.username(), "");
                var rows = connection.createStatement().executeQuery(statement)) {
            rows.next();
            return rows.getDouble(1);
        }
    }

    private static void control(Simulator simulator, String method, String path, String body) throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + simulator.port() + "/control/" + path))
                            .method(method, HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }
}
