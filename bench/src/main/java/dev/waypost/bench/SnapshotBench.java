package dev.waypost.bench;

import dev.waypost.bench.measure.Cpu;
import dev.waypost.bench.measure.Figures;
import dev.waypost.configclient.TenantSnapshots;
import dev.waypost.platform.auth.ServiceIdentity;
import dev.waypost.platform.id.Ids;
import dev.waypost.proto.config.v1.CreateTenantRequest;
import dev.waypost.proto.config.v1.ResumeTenantRequest;
import dev.waypost.proto.config.v1.SuspendTenantRequest;
import dev.waypost.proto.config.v1.TenantServiceGrpc;
import dev.waypost.testkit.Backends;
import dev.waypost.testkit.ServiceUnderTest;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/// Looking up a tenant's configuration: in memory, from Redis, over gRPC, at different numbers of tenants; and how long
/// a change takes until every consumer has it.
final class SnapshotBench {
    private static final List<String> CONSUMERS = List.of("send", "ingress", "health");
    private static final int CHANGES = 300;
    /// As long as the compiler still works on what the look-ups run, it is what would be measured.
    private static final int WARM_MILLIS = Integer.getInteger("bench.warm", 30_000);

    private SnapshotBench() {}

    static void main(List<String> arguments) throws Exception {
        List<Integer> sizes = arguments.isEmpty()
                ? List.of(10, 1_000, 100_000)
                : arguments.stream().map(Integer::valueOf).toList();
        for (int tenants : sizes) {
            run(tenants);
        }
    }

    private static void run(int tenants) throws Exception {
        String database = Backends.freshDatabase();
        Map<String, Object> store = Map.of("waypost.db.url", database);
        Backends.running().redis();
        try (ServiceUnderTest config = ServiceUnderTest.start("config", store)) {
            TenantServiceGrpc.newBlockingStub(config.admin())
                    .createTenant(CreateTenantRequest.newBuilder()
                            .setTenantId("pattern")
                            .setRequestId(Ids.next("req"))
                            .build());
            seed(database, tenants);
            System.out.printf("%n## %,d tenants%n%n", tenants);
            published(database, tenants);
            var peer = Map.<String, Object>of(
                    "waypost.db.url",
                    database,
                    "waypost.peers.config",
                    config.grpcAddress(),
                    "waypost.snapshots.max-megabytes",
                    "1024");
            long started = System.nanoTime();
            try (ServiceUnderTest consumer = ServiceUnderTest.start("send", peer)) {
                System.out.printf("consumer started in %,d ms%n%n", (System.nanoTime() - started) / 1_000_000);
                System.out.println("| lookup | per second | p50 µs | p99 µs | CPU µs each (whole JVM) |");
                System.out.println("| --- | --- | --- | --- | --- |");
                inProcess(consumer, tenants);
            }
            overGrpc(config, database, tenants, "tenant");
            overGrpc(config, database, tenants, "number");
            var small = new java.util.HashMap<String, Object>(peer);
            small.put("waypost.snapshots.max-megabytes", "1");
            try (ServiceUnderTest consumer = ServiceUnderTest.start("send", small)) {
                fromRedis(consumer, tenants);
            }
            propagation(config, peer);
        }
    }

    private static void inProcess(ServiceUnderTest consumer, int tenants) throws Exception {
        TenantSnapshots snapshots = consumer.bean(TenantSnapshots.class);
        long before = used();
        long start = System.nanoTime();
        for (int i = 0; i < tenants; i++) {
            snapshots.get(name(i));
        }
        double warm = (System.nanoTime() - start) / 1e9;
        long after = used();
        Figures.measure(2, 1_000, 64, (thread, turn) -> snapshots.get(any(tenants)));
        Figures figures = Figures.measure(2, 3_000, 64, (thread, turn) -> snapshots.get(any(tenants)));
        System.out.println(figures.row("in process, 2 threads"));
        System.err.printf(
                "# memory of %,d tenants in a consumer: %,.1f KB each; first look-ups one after the other: %,.0f/s%n",
                snapshots.size(), (after - before) / 1024.0 / Math.max(1, snapshots.size()), tenants / warm);
    }

    /// From a process of its own: the CPU is config-service's and PostgreSQL's alone.
    private static void overGrpc(ServiceUnderTest config, String database, int tenants, String by) throws Exception {
        load(config, tenants, by, WARM_MILLIS);
        Map<Long, Long> before = Cpu.postgres(database);
        long cpu = Cpu.here();
        String[] told = load(config, tenants, by, 10_000);
        long calls = Long.parseLong(told[0]);
        double here = (Cpu.here() - cpu) / 1e3 / calls;
        double postgres = Cpu.between(before, Cpu.postgres(database)) / 1e3 / calls;
        System.out.println(new Figures(
                        calls * 1e9 / Long.parseLong(told[1]), Long.parseLong(told[2]), Long.parseLong(told[3]), here)
                .row("over gRPC by %s, 4 connections × 16 (and %,.1f in PostgreSQL)".formatted(by, postgres)));
    }

    private static String[] load(ServiceUnderTest config, int tenants, String by, int millis) throws Exception {
        var child = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LookupLoad.class.getName(),
                        Integer.toString(config.grpcPort()),
                        config.bean(ServiceIdentity.class).token(),
                        Integer.toString(tenants),
                        by,
                        Integer.toString(millis))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String line = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (child.waitFor() != 0) {
            throw new IllegalStateException("the load failed: " + line);
        }
        return line.substring(line.lastIndexOf('\n') + 1).split(" ");
    }

    private static void fromRedis(ServiceUnderTest consumer, int tenants) throws Exception {
        TenantSnapshots snapshots = consumer.bean(TenantSnapshots.class);
        if (tenants < 1_000) {
            System.out.println("| from Redis | – | – | – | – |");
            return;
        }
        Figures.Work miss = (thread, turn) -> snapshots.get(any(tenants));
        Figures.measure(16, 2_000, 1, miss);
        System.out.println(
                Figures.measure(16, 4_000, 1, miss).row("from Redis (memory holds some 200 tenants), 16 threads"));
    }

    /// From the answer to a change, and from its call, until each consumer acts on it.
    private static void propagation(ServiceUnderTest config, Map<String, Object> peer) throws Exception {
        var consumers = new ArrayList<ServiceUnderTest>();
        try {
            for (String name : CONSUMERS) {
                consumers.add(ServiceUnderTest.start(name, peer));
            }
            var tenants = TenantServiceGrpc.newBlockingStub(config.admin());
            var fromAnswer = new long[CHANGES];
            var fromCall = new long[CHANGES];
            for (int i = 0; i < CHANGES; i++) {
                change(tenants, consumers, i, fromAnswer, fromCall);
            }
            System.out.println(
                    Figures.of(fromAnswer, 0, 0).row("answer of a change → all " + CONSUMERS.size() + " consumers"));
            System.out.println(
                    Figures.of(fromCall, 0, 0).row("call of a change → all " + CONSUMERS.size() + " consumers"));
        } finally {
            consumers.forEach(ServiceUnderTest::close);
        }
    }

    private static void change(
            TenantServiceGrpc.TenantServiceBlockingStub tenants,
            List<ServiceUnderTest> consumers,
            int turn,
            long[] fromAnswer,
            long[] fromCall)
            throws InterruptedException {
        String tenant = name(turn % 10);
        boolean suspend = turn / 10 % 2 == 0;
        var before =
                consumers.getFirst().bean(TenantSnapshots.class).get(tenant).revision();
        var seen = new CountDownLatch(consumers.size());
        var times = new long[consumers.size()];
        for (int i = 0; i < consumers.size(); i++) {
            int at = i;
            TenantSnapshots snapshots = consumers.get(i).bean(TenantSnapshots.class);
            snapshots.get(tenant);
            Thread.ofPlatform().start(() -> {
                while (snapshots.get(tenant).revision() <= before) {
                    LockSupport.parkNanos(20_000);
                }
                times[at] = System.nanoTime();
                seen.countDown();
            });
        }
        long called = System.nanoTime();
        if (suspend) {
            tenants.suspendTenant(SuspendTenantRequest.newBuilder()
                    .setTenantId(tenant)
                    .setRequestId(Ids.next("req"))
                    .build());
        } else {
            tenants.resumeTenant(ResumeTenantRequest.newBuilder()
                    .setTenantId(tenant)
                    .setRequestId(Ids.next("req"))
                    .build());
        }
        long answered = System.nanoTime();
        seen.await();
        long last = java.util.Arrays.stream(times).max().orElseThrow();
        fromAnswer[turn] = Math.max(0, last - answered);
        fromCall[turn] = last - called;
    }

    private static void seed(String database, int tenants) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database, Backends.username(), "");
                var statement = connection.createStatement()) {
            statement.execute("SET search_path = config");
            statement.execute("""
                    INSERT INTO tenant (tenant_id, name, policy)
                    SELECT 'bench-' || n, 'Salon ' || n, p.policy
                    FROM generate_series(0, %d - 1) n, tenant p WHERE p.tenant_id = 'pattern'""".formatted(tenants));
            statement.execute("""
                    INSERT INTO endpoint (tenant_id, endpoint_id, name, provider, api_url, api_version, phone_number_id, waba_id,
                      role, priority, weight, active, webhook_url, allowed_cidrs, secrets, revision)
                    SELECT 'bench-' || n, 'main', 'Main', 'META_CLOUD', 'https://graph.facebook.com', 'v23.0', 'n' || n, 'w' || n,
                      'ACTIVE', 0, 1, true, 'https://hooks.example.com', '{}', '{}', 1
                    FROM generate_series(0, %d - 1) n""".formatted(tenants));
            statement.execute("ANALYZE");
        }
    }

    private static void published(String database, int tenants) throws SQLException, InterruptedException {
        long start = System.nanoTime();
        try (Connection connection = DriverManager.getConnection(database, Backends.username(), "");
                var statement = connection.createStatement()) {
            while (true) {
                try (var rows = statement.executeQuery(
                        "SELECT count(*) FROM config.tenant WHERE published_revision < revision")) {
                    rows.next();
                    if (rows.getInt(1) == 0) {
                        break;
                    }
                }
                // Asking more often would be measured too.
                Thread.sleep(20);
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf("relay published all in %,.1f s (%,.0f/s)%n", seconds, tenants / seconds);
    }

    private static String name(int i) {
        return "bench-" + i;
    }

    private static String any(int tenants) {
        return name(ThreadLocalRandom.current().nextInt(tenants));
    }

    private static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
