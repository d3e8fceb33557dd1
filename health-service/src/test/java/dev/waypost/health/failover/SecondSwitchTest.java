package dev.waypost.health.failover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.health.verdict.Trouble;
import dev.waypost.platform.db.Db;
import dev.waypost.proto.config.v1.Endpoint;
import dev.waypost.proto.config.v1.EndpointServiceGrpc.EndpointServiceImplBase;
import dev.waypost.proto.config.v1.SwitchEndpointRequest;
import dev.waypost.proto.config.v1.SwitchEndpointResponse;
import dev.waypost.proto.health.v1.DrainServerRequest;
import dev.waypost.proto.health.v1.RestoreServerRequest;
import dev.waypost.proto.health.v1.ServerServiceGrpc;
import dev.waypost.testkit.Backends;
import dev.waypost.testkit.Fixtures;
import dev.waypost.testkit.ServiceUnderTest;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What keeps two processes from moving the same traffic twice, each barrier by itself.
class SecondSwitchTest {
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final Queue<SwitchEndpointRequest> asked = new ConcurrentLinkedQueue<>();
    private static Server config;
    private static ServiceUnderTest one;
    private static ServiceUnderTest other;

    private final String tenant = Fixtures.tenantId();

    @BeforeAll
    static void start() throws IOException {
        config = NettyServerBuilder.forPort(0)
                .addService(new EndpointServiceImplBase() {
                    @Override
                    public void switchEndpoint(
                            SwitchEndpointRequest request, StreamObserver<SwitchEndpointResponse> answer) {
                        asked.add(request);
                        answer.onNext(SwitchEndpointResponse.newBuilder()
                                .setActive(Endpoint.newBuilder().setTenantRevision(8))
                                .build());
                        answer.onCompleted();
                    }
                })
                .build()
                .start();
        String database = Backends.freshDatabase();
        one = service(database);
        other = service(database);
    }

    @AfterAll
    static void stop() {
        one.close();
        other.close();
        config.shutdownNow();
    }

    private static ServiceUnderTest service(String database) {
        return ServiceUnderTest.start(
                "health",
                Map.of(
                        "waypost.db.url",
                        database,
                        "waypost.peers.config",
                        "127.0.0.1:" + config.getPort(),
                        "waypost.health.probe.enabled",
                        "false",
                        "waypost.health.failover.enabled",
                        "false"));
    }

    @Test
    void a_turn_is_one_processs_at_a_time() {
        isDue();
        Turn mine = take(one).orElseThrow();

        assertThat(take(other)).isEmpty();
        leaseEnds();
        Turn theirs = take(other).orElseThrow();

        assertThat(theirs.epoch()).isGreaterThan(mine.epoch());
        // Neither ends nor forgets what is another one's now.
        turns(one).end(mine, Duration.ZERO);
        turns(one).forget(mine);
        assertThat(take(one)).isEmpty();
        turns(other).end(theirs, Duration.ZERO);
        assertThat(take(one)).isPresent();
    }

    @Test
    void a_turn_that_was_taken_over_decides_and_withdraws_nothing() {
        isDue();
        Turn mine = take(one).orElseThrow();
        leaseEnds();
        Turn theirs = take(other).orElseThrow();

        assertThat(store(one).keep(mine, fall("standby"), State.DECIDED, Hold.NONE, 7))
                .isEmpty();
        assertThat(kept()).isEmpty();

        Failover waits = store(other)
                .keep(theirs, fall("standby"), State.WAITING, Hold.COOLDOWN, 0)
                .orElseThrow();
        assertThat(store(one).keep(mine, fall("third"), State.DECIDED, Hold.NONE, 7))
                .isEmpty();
        store(one).withdraw(mine);
        assertThat(kept()).containsExactly(waits);
    }

    @Test
    void what_is_decided_stays_until_its_end_is_known() {
        isDue();
        Turn mine = take(one).orElseThrow();
        Failover decided = store(one)
                .keep(mine, fall("standby"), State.DECIDED, Hold.NONE, 7)
                .orElseThrow();
        leaseEnds();
        Turn theirs = take(other).orElseThrow();

        assertThat(store(other).keep(theirs, fall("third"), State.DECIDED, Hold.NONE, 9))
                .isEmpty();
        assertThat(store(other).keep(theirs, fall("standby"), State.DECIDED, Hold.NONE, 9))
                .isEmpty();
        store(other).withdraw(theirs);

        assertThat(kept()).containsExactly(decided);
    }

    @Test
    void whoever_takes_over_asks_for_the_same_switch_and_no_other() {
        isDue();
        Failover decided = store(one)
                .keep(take(one).orElseThrow(), fall("standby"), State.DECIDED, Hold.NONE, 7)
                .orElseThrow();
        Failover found = store(other).open(tenant).orElseThrow();

        one.bean(Switches.class).commit(decided);
        other.bean(Switches.class).commit(found);

        List<SwitchEndpointRequest> requests = asked.stream()
                .filter(request -> request.getTenantId().equals(tenant))
                .toList();
        assertThat(requests).hasSize(2);
        assertThat(requests.getFirst()).isEqualTo(requests.getLast());
        assertThat(requests.getFirst().getRequestId()).isEqualTo(decided.id());
        assertThat(requests.getFirst().getExpectedRevision()).isEqualTo(7);
        assertThat(requests.getFirst().getFromEndpointId()).isEqualTo("active");
    }

    @Test
    void an_end_that_is_told_late_changes_nothing() {
        isDue();
        Failover decided = store(one)
                .keep(take(one).orElseThrow(), fall("standby"), State.DECIDED, Hold.NONE, 7)
                .orElseThrow();
        store(other).end(decided, State.DONE);
        List<Failover> done = kept();

        store(one).end(decided, State.OVERTAKEN);
        store(one).hold(decided, Hold.CONFIG_UNREACHABLE);

        assertThat(kept()).isEqualTo(done);
        assertThat(done).singleElement().returns(State.DONE, Failover::state);
    }

    @Test
    void a_turn_that_a_clock_which_jumped_back_would_hold_up_for_hours_goes_on() {
        isDue();
        Turn mine = take(one).orElseThrow();
        sql("UPDATE failover_turn SET busy_until = now() + interval '5 hours' WHERE tenant_id = ?");

        assertThat(take(other))
                .hasValueSatisfying(taken -> assertThat(taken.epoch()).isGreaterThan(mine.epoch()));
    }

    @Test
    void who_decides_while_a_server_is_drained_or_restored_decides_anew() {
        String server = Fixtures.id("srv") + ":443";
        sql("INSERT INTO endpoint_health (tenant_id, endpoint_id, check_interval_ms, status, server)"
                + " VALUES (?, 'active', 60000, 'HEALTHY', '" + server + "')");
        var servers = ServerServiceGrpc.newBlockingStub(one.admin());
        isDue();
        Turn sawItUndrained = take(one).orElseThrow();
        servers.drainServer(DrainServerRequest.newBuilder()
                .setRequestId(Fixtures.id("req"))
                .setServer(server)
                .build());
        turns(one).end(sawItUndrained, null);

        Turn sawItDrained = take(other).orElseThrow();
        servers.restoreServer(RestoreServerRequest.newBuilder()
                .setRequestId(Fixtures.id("req"))
                .setServer(server)
                .build());
        turns(other).end(sawItDrained, null);

        Turn last = take(one).orElseThrow();
        turns(one).end(last, null);
        assertThat(take(one)).isEmpty();
    }

    private void isDue() {
        sql("INSERT INTO failover_turn (tenant_id, due_time) VALUES (?, now() - interval '1 second')");
    }

    private void leaseEnds() {
        sql("UPDATE failover_turn SET busy_until = now() - interval '1 second' WHERE tenant_id = ?");
    }

    private void sql(String statement) {
        one.bean(Db.class).run(sql -> sql.update(statement, tenant));
    }

    private Optional<Turn> take(ServiceUnderTest service) {
        return turns(service).takeDue(1000, LEASE).stream()
                .filter(turn -> turn.tenantId().equals(tenant))
                .findFirst();
    }

    private List<Failover> kept() {
        return store(one).list(Set.of(tenant), "", 0, 10);
    }

    private static TurnStore turns(ServiceUnderTest service) {
        return service.bean(TurnStore.class);
    }

    private static FailoverStore store(ServiceUnderTest service) {
        return service.bean(FailoverStore.class);
    }

    private static Move fall(String to) {
        return new Move(Kind.FALL, "active", to, "it does not answer", Trouble.TRANSPORT);
    }
}
