package dev.waypost.bench.health;

import dev.waypost.bench.measure.Cpu;
import dev.waypost.configclient.SealedFields;
import dev.waypost.platform.crypto.Vault;
import dev.waypost.platform.id.Ids;
import dev.waypost.proto.config.v1.CreateTenantRequest;
import dev.waypost.proto.config.v1.EndpointServiceGrpc;
import dev.waypost.proto.config.v1.Provider;
import dev.waypost.proto.config.v1.SetEndpointRequest;
import dev.waypost.proto.config.v1.TenantPolicy;
import dev.waypost.proto.config.v1.TenantServiceGrpc;
import dev.waypost.testkit.Backends;
import dev.waypost.testkit.ServiceProcess;
import dev.waypost.testkit.ServiceUnderTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/// So many endpoints, each of its own tenant, are probed at an interval by one process: what that costs, and
/// whether it keeps up.
final class ProbeBench {
    private static final int BATCH = 5_000;

    private ProbeBench() {}

    static void run(int endpoints, int interval, int seconds) throws Exception {
        String database = Backends.freshDatabase();
        var store = Map.<String, Object>of("waypost.db.url", database);
        Process sink = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-XX:+UseSerialGC",
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        NumberSink.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String url = "http://127.0.0.1:" + sink.inputReader().readLine();
        try (ServiceUnderTest config = ServiceUnderTest.start("config", store)) {
            seed(config, database, url, endpoints, interval);
            published(database);
            var settings = new HashMap<String, Object>(store);
            settings.put("waypost.peers.config", config.grpcAddress());
            settings.put("waypost.snapshots.max-megabytes", "400");
            settings.put("waypost.telemetry.sample-ratio", "0.01");
            long started = System.nanoTime();
            try (ServiceProcess health = ServiceProcess.start("health", settings)) {
                await(database, "SELECT count(*) FROM health.endpoint_health", endpoints);
                System.out.printf(
                        "%n## %,d endpoints every %d s%n%nready and all taken over after %.1f s%n",
                        endpoints, interval, (System.nanoTime() - started) / 1e9);
                await(
                        database,
                        "SELECT count(*) FROM health.endpoint_health WHERE last_check_time IS NOT NULL",
                        endpoints);
                System.out.printf("each probed once after %.1f s%n%n", (System.nanoTime() - started) / 1e9);
                Thread.sleep(1000L * interval);
                measure(database, url, health, endpoints, interval, seconds);
            }
        } finally {
            sink.destroyForcibly();
        }
    }

    private static void measure(
            String database, String url, ServiceProcess health, int endpoints, int interval, int seconds)
            throws Exception {
        Map<Long, Long> postgres = Cpu.postgres(database);
        long cpu = Cpu.ofTree(health.pid());
        long asked = asked(url);
        long start = System.nanoTime();
        Thread.sleep(1000L * seconds);
        double took = (System.nanoTime() - start) / 1e9;
        long probes = asked(url) - asked;
        double here = (Cpu.ofTree(health.pid()) - cpu) / 1e9;
        double store = Cpu.between(postgres, Cpu.postgres(database)) / 1e9;
        long oldest = count(
                database,
                "SELECT (extract(epoch FROM now() - min(last_check_time)) * 1000)::bigint FROM health.endpoint_health");
        System.out.println("| probes/s | wanted/s | CPU of health-service, cores | of PostgreSQL | µs each, both |"
                + " probes/s per core | oldest look, s | RSS, MB |");
        System.out.println("| --- | --- | --- | --- | --- | --- | --- | --- |");
        System.out.printf(
                "| %,.0f | %,.0f | %.2f | %.2f | %.0f | %,.0f | %.1f | %,d |%n",
                probes / took,
                endpoints / (interval * 0.95),
                here / took,
                store / took,
                (here + store) * 1e6 / Math.max(1, probes),
                probes / (here + store),
                oldest / 1000.0,
                rss(health.pid()));
    }

    private static void seed(ServiceUnderTest config, String database, String url, int endpoints, int interval)
            throws SQLException {
        TenantServiceGrpc.newBlockingStub(config.admin())
                .createTenant(CreateTenantRequest.newBuilder()
                        .setTenantId("pattern")
                        .setRequestId(Ids.next("req"))
                        .setPolicy(TenantPolicy.newBuilder()
                                .setHealthCheckInterval(com.google.protobuf.Duration.newBuilder()
                                        .setSeconds(interval)))
                        .build());
        EndpointServiceGrpc.newBlockingStub(config.admin())
                .setEndpoint(SetEndpointRequest.newBuilder()
                        .setTenantId("pattern")
                        .setRequestId(Ids.next("req"))
                        .setEndpointId("main")
                        .setName("Main")
                        .setProvider(Provider.PROVIDER_META_CLOUD)
                        .setApiUrl(url)
                        .setApiVersion("v23.0")
                        .setPhoneNumberId("4711")
                        .setWabaId("4712")
                        .setApiKey("token")
                        .setForce(true)
                        .build());
        Vault vault = config.bean(Vault.class);
        try (Connection connection = DriverManager.getConnection(database, Backends.username(), "");
                var statement = connection.createStatement()) {
            statement.execute("SET search_path = config");
            String secrets;
            try (var row = statement.executeQuery("SELECT secrets::text FROM endpoint WHERE tenant_id = 'pattern'")) {
                row.next();
                secrets = row.getString(1);
            }
            // In one transaction: a tenant that is published before it has its endpoint is not published again.
            connection.setAutoCommit(false);
            statement.execute("""
                    INSERT INTO tenant (tenant_id, name, policy)
                    SELECT 'bench-' || n, 'Salon ' || n, p.policy
                    FROM generate_series(0, %d - 1) n, tenant p WHERE p.tenant_id = 'pattern'""".formatted(endpoints - 1));
            String field = SealedFields.endpoint("main", "apiKey");
            try (var insert = connection.prepareStatement("""
                    INSERT INTO endpoint (tenant_id, endpoint_id, name, provider, api_url, api_version, phone_number_id,
                      waba_id, role, priority, weight, active, webhook_url, allowed_cidrs, secrets, revision)
                    VALUES (?, 'main', 'Main', 'META_CLOUD', ?, 'v23.0', ?, ?, 'ACTIVE', 0, 1, true,
                      'https://hooks.example.com', '{}', ?::jsonb, 1)""")) {
                for (int n = 0; n < endpoints - 1; n++) {
                    String tenant = "bench-" + n;
                    insert.setString(1, tenant);
                    insert.setString(2, url);
                    insert.setString(3, "1" + n);
                    insert.setString(4, "9" + n);
                    insert.setString(
                            5,
                            secrets.replaceFirst(
                                    "\"sealed\": *\"[^\"]*\"",
                                    "\"sealed\": \"" + vault.seal("token", tenant, field) + "\""));
                    insert.addBatch();
                    if (n % BATCH == 0) {
                        insert.executeBatch();
                    }
                }
                insert.executeBatch();
            }
            connection.commit();
            connection.setAutoCommit(true);
            statement.execute("ANALYZE");
        }
    }

    private static void published(String database) throws SQLException, InterruptedException {
        await(database, "SELECT count(*) = 0 FROM config.tenant WHERE published_revision < revision");
    }

    private static void await(String database, String counted, long wanted) throws SQLException, InterruptedException {
        await(database, "SELECT (" + counted + ") >= " + wanted);
    }

    private static void await(String database, String condition) throws SQLException, InterruptedException {
        try (Connection connection = DriverManager.getConnection(database, Backends.username(), "");
                var statement = connection.createStatement()) {
            while (true) {
                try (var rows = statement.executeQuery(condition)) {
                    rows.next();
                    if (rows.getBoolean(1)) {
                        return;
                    }
                }
                // Asking more often would be measured too.
                Thread.sleep(200);
            }
        }
    }

    private static long count(String database, String statement) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database, Backends.username(), "");
                var rows = connection.createStatement().executeQuery(statement)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static long asked(String url) throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            return Long.parseLong(http.send(
                            HttpRequest.newBuilder(URI.create(url + "/asked")).build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body());
        }
    }

    private static long rss(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElse(0);
    }
}
