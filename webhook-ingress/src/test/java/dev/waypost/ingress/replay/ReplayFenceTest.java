package dev.waypost.ingress.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.platform.db.Db;
import dev.waypost.platform.id.Ids;
import dev.waypost.testkit.Backends;
import dev.waypost.testkit.Fixtures;
import dev.waypost.testkit.ServiceUnderTest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/// Who works on a replay is told by its epoch: one that slept through its lease writes nothing more.
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ReplayFenceTest {
    private static final Duration OVER_AT_ONCE = Duration.ofMillis(-1);
    private static ServiceUnderTest ingress;
    private static ReplayStore store;
    private static Db db;

    @BeforeAll
    static void start() {
        ingress = ServiceUnderTest.start("ingress", Map.of("waypost.db.url", Backends.freshDatabase()));
        // Nobody else takes what the test claims.
        ingress.bean(ReplayWorker.class).close();
        store = ingress.bean(ReplayStore.class);
        db = ingress.bean(Db.class);
    }

    @AfterAll
    static void stop() {
        ingress.close();
    }

    @Test
    void one_whose_lease_ended_moves_ends_and_gives_back_nothing() {
        String tenant = Fixtures.tenantId();
        Replay slept = claimed(tenant, OVER_AT_ONCE);
        Replay next = store.claim(Duration.ofMinutes(1)).orElseThrow();
        assertThat(next.operationId()).isEqualTo(slept.operationId());

        assertThat(advance(slept, "here", true)).isFalse();
        store.begin(slept, 5, 5);
        store.fail(slept, "TENANT_NOT_FOUND");
        store.giveBack(slept, Duration.ZERO);

        Replay after = store.find(tenant, next.operationId()).orElseThrow();
        assertThat(after.state()).isEqualTo(ReplayState.RUNNING);
        assertThat(after.position()).isEqualTo(next.position());
        assertThat(after.totalItems()).isZero();
        assertThat(store.claim(Duration.ofMinutes(1))).isEmpty();
        assertThat(advance(next, "there", true)).isTrue();
        assertThat(store.find(tenant, next.operationId()).orElseThrow().state()).isEqualTo(ReplayState.SUCCEEDED);
    }

    @Test
    void one_that_was_cancelled_meanwhile_writes_nothing_and_goes_on_under_a_new_epoch() {
        String tenant = Fixtures.tenantId();
        Replay working = claimed(tenant, Duration.ofMinutes(1));
        db.run(sql -> store.cancel(sql, tenant, working.operationId()));

        assertThat(advance(working, "here", true)).isFalse();

        db.run(sql -> store.resume(sql, tenant, working.operationId()));
        Replay resumed = store.claim(Duration.ofMinutes(1)).orElseThrow();
        assertThat(resumed.epoch()).isGreaterThan(working.epoch());
        assertThat(advance(working, "here", true)).isFalse();
        assertThat(advance(resumed, "there", true)).isTrue();
    }

    private static Replay claimed(String tenant, Duration lease) {
        var filter = new ReplayFilter(
                tenant, null, Instant.now().minusSeconds(60), Instant.now().plusSeconds(60), List.of(), false);
        db.run(sql -> assertThat(store.add(sql, Ids.next("op"), filter, "test")).isPresent());
        return store.claim(lease).orElseThrow();
    }

    private static boolean advance(Replay replay, String position, boolean ended) {
        return db.tx(sql -> store.advance(sql, replay, position, List.of(), 1, ended, Duration.ofHours(1)));
    }
}
