package dev.waypost.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.waypost.configclient.SnapshotChanged;
import dev.waypost.configclient.SnapshotCodec;
import dev.waypost.configclient.SnapshotKeys;
import dev.waypost.health.probe.Look;
import dev.waypost.health.probe.ProbeStore;
import dev.waypost.health.probe.ProbeWorker;
import dev.waypost.health.probe.Roster;
import dev.waypost.health.probe.RosterStore;
import dev.waypost.health.probe.Seen;
import dev.waypost.health.probe.Target;
import dev.waypost.health.probe.Watched;
import dev.waypost.health.verdict.Trouble;
import dev.waypost.health.verdict.Verdict;
import dev.waypost.platform.crypto.Vault;
import dev.waypost.platform.fault.FaultStatus;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.redis.Redis;
import dev.waypost.proto.health.v1.CheckEndpointRequest;
import dev.waypost.proto.health.v1.EndpointHealth;
import dev.waypost.proto.health.v1.EndpointHealthServiceGrpc;
import dev.waypost.proto.health.v1.EndpointHealthServiceGrpc.EndpointHealthServiceBlockingStub;
import dev.waypost.proto.health.v1.GetEndpointHealthCountsRequest;
import dev.waypost.proto.health.v1.GetEndpointHealthRequest;
import dev.waypost.proto.health.v1.HealthStatus;
import dev.waypost.proto.health.v1.ListEndpointHealthRequest;
import dev.waypost.proto.health.v1.ListEndpointHealthResponse;
import dev.waypost.testkit.Backends;
import dev.waypost.testkit.Fixtures;
import dev.waypost.testkit.ServiceUnderTest;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class HealthServiceTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Look GOOD = new Look(true, "", Duration.ofMillis(3), null);

    private static FakeMeta meta;
    private static FakeConfig config;
    private static String database;
    private static ServiceUnderTest one;
    private static ServiceUnderTest two;

    private final String tenant = Fixtures.tenantId();
    private final String number = Fixtures.phoneNumberId();

    @BeforeAll
    static void start() throws IOException {
        meta = new FakeMeta();
        config = new FakeConfig();
        database = Backends.freshDatabase();
        one = service(false);
        two = service(false);
    }

    @AfterAll
    static void stop() {
        one.close();
        two.close();
        config.close();
        meta.close();
    }

    private static ServiceUnderTest service(boolean probing) {
        return ServiceUnderTest.start(
                "health",
                Map.of(
                        "waypost.db.url",
                        database,
                        "waypost.peers.config",
                        config.address(),
                        "waypost.health.probe.enabled",
                        Boolean.toString(probing),
                        "waypost.health.probe.sweep-interval",
                        "1h"));
    }

    @Test
    void endpoint_is_unknown_until_its_first_probe_and_then_what_the_provider_says() {
        configure(true);

        assertThat(health().getStatus()).isEqualTo(HealthStatus.HEALTH_STATUS_UNKNOWN);
        assertThat(health().hasLastCheckTime()).isFalse();
        sweepAndProbe();

        EndpointHealth probed = health();
        assertThat(probed.getStatus()).isEqualTo(HealthStatus.HEALTH_STATUS_HEALTHY);
        assertThat(probed.hasLastCheckTime()).isTrue();
        assertThat(probed.getLastProbe().getHealthy()).isTrue();
        assertThat(meta.asked(number)).isEqualTo(1);
    }

    @Test
    void probed_endpoint_is_left_alone_for_its_interval() {
        configure(true);

        sweepAndProbe();
        sweepAndProbe();

        assertThat(meta.asked(number)).isEqualTo(1);
    }

    @Test
    void two_processes_probe_a_due_endpoint_once() throws InterruptedException {
        configure(true);
        one.bean(Roster.class).sweep();

        // Whose lane it is turns out a moment after the start.
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            probeAtOnce();
            return meta.asked(number) > 0;
        });
        probeAtOnce();

        assertThat(meta.asked(number)).isEqualTo(1);
    }

    private void probeAtOnce() throws InterruptedException {
        List<Thread> racers = new ArrayList<>();
        for (ServiceUnderTest service : List.of(one, two, one, two)) {
            racers.add(Thread.ofVirtual()
                    .start(() -> service.bean(ProbeWorker.class).runOnce()));
        }
        for (Thread racer : racers) {
            racer.join();
        }
    }

    @Test
    void silence_makes_it_suspect_first_and_unhealthy_in_the_end() {
        configure(true);
        assertThat(check("c1").getStatus()).isEqualTo(HealthStatus.HEALTH_STATUS_HEALTHY);

        meta.isSilent(number);

        assertThat(check("c2").getStatus()).isEqualTo(HealthStatus.HEALTH_STATUS_DEGRADED);
        assertThat(check("c3").getStatus()).isEqualTo(HealthStatus.HEALTH_STATUS_DEGRADED);
        EndpointHealth fallen = check("c4");
        assertThat(fallen.getStatus()).isEqualTo(HealthStatus.HEALTH_STATUS_UNHEALTHY);
        assertThat(fallen.getConsecutiveFailures()).isEqualTo(3);
        assertThat(fallen.getCause()).isNotEmpty();
        assertThat(health()).isEqualTo(fallen);
    }

    @Test
    void refused_key_is_unhealthy_at_once_and_the_answer_holds_no_key() {
        configure(true);
        meta.refusesTheKey(number);

        EndpointHealth refused = check("c1");

        assertThat(refused.getStatus()).isEqualTo(HealthStatus.HEALTH_STATUS_UNHEALTHY);
        assertThat(refused.toString()).doesNotContain("token-" + number);
        meta.isFine(number);
        assertThat(check("c2").getStatus()).isEqualTo(HealthStatus.HEALTH_STATUS_HEALTHY);
    }

    @Test
    void limited_number_still_carries_and_is_suspect() {
        configure(true);
        meta.isLimited(number);

        EndpointHealth limited = check("c1");

        assertThat(limited.getStatus()).isEqualTo(HealthStatus.HEALTH_STATUS_DEGRADED);
        assertThat(limited.getLastProbe().getHealthy()).isTrue();
    }

    @Test
    void repeated_check_is_answered_the_same_and_looks_once() {
        configure(true);

        EndpointHealth first = check("same");
        meta.refusesTheKey(number);
        EndpointHealth second = check("same");

        assertThat(second).isEqualTo(first);
        assertThat(meta.asked(number)).isEqualTo(1);
    }

    @Test
    void look_that_was_overtaken_changes_nothing() {
        configure(true);
        ProbeStore store = one.bean(ProbeStore.class);
        Target paused = store.current(watched(tenant));

        assertThat(store.record(List.of(new Seen(
                                paused,
                                Seen.ASKED,
                                new Verdict(
                                        dev.waypost.health.verdict.HealthStatus.HEALTHY, "", Trouble.NONE, 0, 1, false),
                                GOOD,
                                true)))
                        .getFirst())
                .isPresent();
        Verdict stale =
                new Verdict(dev.waypost.health.verdict.HealthStatus.UNHEALTHY, "stale", Trouble.TRANSPORT, 9, 0, false);
        // Somebody else's look was written since this one began.
        assertThat(store.record(List.of(new Seen(paused, Seen.ASKED, stale, GOOD, true))))
                .containsExactly(Optional.empty());
        // The lane is not held with this epoch.
        Target newer = store.current(watched(tenant));
        assertThat(store.record(List.of(new Seen(newer, 1_000_000, stale, GOOD, true))))
                .containsExactly(Optional.empty());
        assertThat(health().getStatus()).isEqualTo(HealthStatus.HEALTH_STATUS_HEALTHY);
    }

    @Test
    void endpoint_that_is_switched_off_or_gone_is_not_probed_any_more() {
        configure(true);
        sweepAndProbe();

        configure(false);
        sweepAndProbe();

        assertThat(meta.asked(number)).isEqualTo(1);
        assertThat(listed(tenant).getEndpointHealthList()).isEmpty();

        configure(true);
        sweepAndProbe();
        assertThat(listed(tenant).getEndpointHealthList()).hasSize(1);
        config.remove(tenant);
        one.bean(Roster.class).sweep();
        assertThat(listed(tenant).getEndpointHealthList()).isEmpty();
    }

    @Test
    void endpoint_that_this_process_cannot_see_is_put_off_and_kept_for_those_who_can() {
        one.bean(RosterStore.class).take(Map.of(tenant, 1L), List.of(watched(tenant)));

        probe();

        assertThat(listed(tenant).getEndpointHealthList()).hasSize(1);
    }

    @Test
    void process_says_over_grpc_that_it_serves() {
        assertThat(HealthGrpc.newBlockingStub(one.anonymous())
                        .check(HealthCheckRequest.getDefaultInstance())
                        .getStatus())
                .isEqualTo(ServingStatus.SERVING);
    }

    @Test
    void unknown_names_are_told_apart_from_bad_health() {
        configure(true);

        assertThat(reasonOf(() -> api().getEndpointHealth(GetEndpointHealthRequest.newBuilder()
                        .setTenantId(Fixtures.tenantId())
                        .build())))
                .isEqualTo(Reason.TENANT_NOT_FOUND);
        assertThat(reasonOf(() -> api().getEndpointHealth(GetEndpointHealthRequest.newBuilder()
                        .setTenantId(tenant)
                        .setEndpointId("other")
                        .build())))
                .isEqualTo(Reason.ENDPOINT_NOT_FOUND);
    }

    @Test
    void list_goes_on_where_it_ended_and_only_there() {
        List<String> names = List.of(tenant + "-a", tenant + "-b", tenant + "-c");
        names.forEach(name -> one.bean(RosterStore.class).take(Map.of(name, 1L), List.of(watched(name))));

        List<String> found = new ArrayList<>();
        String token = "";
        do {
            ListEndpointHealthResponse page = api().listEndpointHealth(ListEndpointHealthRequest.newBuilder()
                    .setPageSize(1)
                    .setPageToken(token)
                    .build());
            page.getEndpointHealthList().forEach(health -> found.add(health.getTenantId()));
            token = page.getNextPageToken();
        } while (!token.isEmpty());

        assertThat(found).isSorted().doesNotHaveDuplicates().containsAll(names);
        String other = api().listEndpointHealth(
                        ListEndpointHealthRequest.newBuilder().setPageSize(1).build())
                .getNextPageToken();
        assertThat(reasonOf(() -> api().listEndpointHealth(ListEndpointHealthRequest.newBuilder()
                        .setPageToken(other)
                        .setStatus(HealthStatus.HEALTH_STATUS_HEALTHY)
                        .build())))
                .isEqualTo(Reason.PAGE_TOKEN_INVALID);
    }

    @Test
    void announced_change_is_probed_without_waiting_for_a_sweep() {
        try (ServiceUnderTest probing = service(true)) {
            long revision = configure(true);

            probing.bean(Redis.class)
                    .publish(SnapshotKeys.CHANGED, SnapshotCodec.encode(new SnapshotChanged(tenant, revision)));

            // The others hold all lanes until their leases end.
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> health().getStatus() == HealthStatus.HEALTH_STATUS_HEALTHY);
        }
    }

    private long configure(boolean active) {
        return config.set(tenant, meta.url(), number, active, one.bean(Vault.class));
    }

    private static void sweepAndProbe() {
        one.bean(Roster.class).sweep();
        probe();
    }

    /// Until each has its share of the lanes, however the leases stood before.
    private static void probe() {
        for (int i = 0; i < 3; i++) {
            one.bean(ProbeWorker.class).runOnce();
            two.bean(ProbeWorker.class).runOnce();
        }
    }

    @Test
    void endpoints_are_listed_by_server_and_counted_by_status() {
        String server = tenant + ".example.com:443";
        one.bean(RosterStore.class)
                .take(
                        Map.of(tenant, 1L),
                        List.of(
                                new Watched(tenant, "here", MINUTE, tenant, 1, server, "WAHA", "ACTIVE"),
                                new Watched(tenant, "too", MINUTE, tenant, 1, server, "WAHA", "STANDBY"),
                                watched(tenant)));
        var first = api().listEndpointHealth(ListEndpointHealthRequest.newBuilder()
                .setServer(server)
                .setPageSize(1)
                .build());
        var second = api().listEndpointHealth(ListEndpointHealthRequest.newBuilder()
                .setServer(server)
                .setPageToken(first.getNextPageToken())
                .build());

        assertThat(first.getEndpointHealth(0).getEndpointId()).isEqualTo("here");
        assertThat(second.getEndpointHealthList())
                .singleElement()
                .returns("too", EndpointHealth::getEndpointId)
                .returns(server, EndpointHealth::getServer);
        var counts = GetEndpointHealthCountsRequest.newBuilder();
        assertThat(api().getEndpointHealthCounts(counts.setTenantId(tenant).build())
                        .getUnknown())
                .isEqualTo(3);
        assertThat(api().getEndpointHealthCounts(counts.clearTenantId().build()).getUnknown())
                .isGreaterThanOrEqualTo(3);
    }

    private static Watched watched(String tenantId) {
        return new Watched(tenantId, "main", MINUTE, tenantId + "/main", 1, "127.0.0.1:1", "META_CLOUD", "ACTIVE");
    }

    private EndpointHealth health() {
        return api().getEndpointHealth(GetEndpointHealthRequest.newBuilder()
                        .setTenantId(tenant)
                        .build())
                .getEndpointHealth();
    }

    private EndpointHealth check(String requestId) {
        return api().checkEndpoint(CheckEndpointRequest.newBuilder()
                        .setTenantId(tenant)
                        .setRequestId(requestId)
                        .build())
                .getEndpointHealth();
    }

    private static ListEndpointHealthResponse listed(String tenantId) {
        return api().listEndpointHealth(ListEndpointHealthRequest.newBuilder()
                .setTenantId(tenantId)
                .build());
    }

    private static Reason reasonOf(Runnable call) {
        return FaultStatus.of(catchThrowableOfType(StatusRuntimeException.class, call::run))
                .reason();
    }

    private static EndpointHealthServiceBlockingStub api() {
        return EndpointHealthServiceGrpc.newBlockingStub(one.admin());
    }
}
