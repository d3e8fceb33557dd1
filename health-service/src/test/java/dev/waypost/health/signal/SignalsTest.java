package dev.waypost.health.signal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.health.metric.RollUpWorker;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.tally.Count;
import dev.waypost.platform.tally.Tallies;
import dev.waypost.platform.tally.TallyFlush;
import dev.waypost.testkit.Backends;
import dev.waypost.testkit.Fixtures;
import dev.waypost.testkit.ServiceUnderTest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SignalsTest {
    private static ServiceUnderTest health;

    private final String tenant = Fixtures.tenantId();

    @BeforeAll
    static void start() {
        health = ServiceUnderTest.start(
                "health",
                Map.of(
                        "waypost.db.url", Backends.freshDatabase(),
                        "waypost.health.probe.enabled", "false",
                        "waypost.health.metric.enabled", "false",
                        "waypost.tally.every", "1h",
                        "waypost.health.signals.enabled", "false"));
    }

    @AfterAll
    static void stop() {
        health.close();
    }

    @Test
    void what_one_process_hears_every_process_knows() {
        long now = minute();
        Signals heard = health.bean(Signals.class);
        heard.counted(
                List.of(traffic(now, 3, 0, 4, 2, 1), traffic(now, 2, 0, 0, 0, 0), traffic(now - 60, 99, 0, 0, 0, 0)));
        heard.runOnce();

        // At the turn of a minute what was this minute's is the last one's, and counts as well.
        assertThat(heard.of(tenant, "main")).isEqualTo(new Signal(5, 4, 2, 1, 0));
        assertThat(heard.of(tenant, "other")).isEqualTo(Signal.NONE);
        assertThat(health.bean(SignalStore.class)
                        .last(tenant, "main")
                        .orElseThrow()
                        .sent())
                .isNotNull();
        assertThat(health.bean(SignalStore.class)
                        .last(tenant, "main")
                        .orElseThrow()
                        .inbound())
                .isNull();
    }

    @Test
    void messages_that_nobody_acknowledged_are_unheard_until_somebody_does() {
        long now = minute();
        Signals signals = health.bean(Signals.class);
        // Neither an answer of long ago nor patience with what was sent just now.
        signals.counted(List.of(
                traffic(now - 40, 0, 1, 0, 0, 0), traffic(now - 20, 12, 0, 0, 0, 0), traffic(now - 10, 5, 0, 0, 0, 0)));
        signals.runOnce();
        assertThat(signals.of(tenant, "main").unheard()).isEqualTo(12);

        signals.counted(List.of(traffic(now, 0, 1, 0, 0, 0)));
        signals.runOnce();
        assertThat(signals.of(tenant, "main").unheard()).isZero();
    }

    @Test
    void endpoints_without_trouble_are_not_kept_in_mind() {
        long now = minute();
        Signals signals = health.bean(Signals.class);
        signals.counted(List.of(
                new Traffic(tenant, "receives", now, 0, 0, 9, 0, 0, 0),
                new Traffic(tenant, "receives", now - 20, 0, 0, 9, 0, 0, 0),
                new Traffic(tenant, "sends", now, 9, 0, 0, 0, 0, 0),
                new Traffic(tenant, "is-heard", now - 20, 9, 1, 0, 0, 0, 0),
                new Traffic(tenant, "failed-long-ago", now - 10, 0, 0, 0, 9, 9, 9),
                new Traffic(tenant, "fails", now, 0, 0, 0, 0, 0, 1),
                new Traffic(tenant, "sends-and-fails", now - 20, 9, 1, 0, 0, 0, 0),
                new Traffic(tenant, "sends-and-fails", now, 9, 0, 0, 0, 0, 0),
                new Traffic(tenant, "sends-and-fails", now - 1, 0, 0, 0, 1, 0, 0),
                new Traffic(tenant, "fails-and-is-unheard", now - 20, 12, 0, 0, 0, 0, 0),
                new Traffic(tenant, "fails-and-is-unheard", now, 0, 0, 0, 1, 0, 0)));
        signals.runOnce();

        Map<String, Signal> found = health.bean(SignalStore.class).read(3, 15);
        found.keySet().removeIf(key -> !key.startsWith(tenant + '/'));
        assertThat(found)
                .containsOnly(
                        Map.entry(tenant + "/fails", new Signal(0, 0, 0, 1, 0)),
                        Map.entry(tenant + "/fails-and-is-unheard", new Signal(0, 1, 0, 0, 12)),
                        Map.entry(tenant + "/sends-and-fails", new Signal(9, 1, 0, 0, 0)));
    }

    @Test
    void minutes_in_which_nothing_was_tried_leave_no_rows() {
        Signals signals = health.bean(Signals.class);
        signals.counted(List.of(
                new Traffic(tenant, "receives", minute(), 0, 1, 9, 0, 0, 0),
                new Traffic(tenant, "sends", minute(), 1, 0, 0, 0, 0, 0)));
        signals.runOnce();

        List<String> rows = health.bean(Db.class)
                .read(sql -> sql.list(
                        "SELECT endpoint_id FROM endpoint_traffic WHERE tenant_id = ?",
                        row -> row.string("endpoint_id"),
                        tenant));
        assertThat(rows).containsExactly("sends");
    }

    @Test
    void when_somebody_last_wrote_stays_whatever_is_heard_late() {
        long now = minute();
        Signals signals = health.bean(Signals.class);
        for (long minute : new long[] {now - 5, now - 30}) {
            signals.counted(List.of(new Traffic(tenant, "main", minute, 0, 0, 2, 0, 0, 0)));
            signals.runOnce();
        }

        assertThat(health.bean(SignalStore.class)
                        .last(tenant, "main")
                        .orElseThrow()
                        .inbound())
                .isEqualTo(Instant.ofEpochSecond((now - 5) * 60));
    }

    @Test
    void what_is_counted_is_taken_apart_by_whose_fault_it_is() {
        var tally = health.bean(Tallies.class).of(tenant, "main");
        tally.add(Count.SENT, 10);
        tally.add(Count.ERROR_NETWORK, 2);
        tally.add(Count.ERROR_TIMEOUT, 3);
        tally.add(Count.ERROR_PROVIDER, 4);
        // For good, which is mostly the recipient.
        tally.add(Count.FAILED, 1);
        tally.add(Count.ERROR_AUTH, 5);
        tally.add(Count.ERROR_SESSION, 6);
        health.bean(TallyFlush.class).runOnce();
        health.bean(RollUpWorker.class).runOnce();
        Signals signals = health.bean(Signals.class);
        signals.runOnce();

        assertThat(signals.of(tenant, "main")).isEqualTo(new Signal(10, 8, 5, 6, 0));
    }

    private Traffic traffic(
            long minute, long sent, long acknowledged, long unreachable, long refused, long sessionless) {
        return new Traffic(tenant, "main", minute, sent, acknowledged, 0, unreachable, refused, sessionless);
    }

    private static long minute() {
        return health.bean(Db.class)
                .read(sql -> sql.one(
                        "SELECT floor(extract(epoch FROM now()) / 60)::bigint AS minute",
                        row -> row.longValue("minute")))
                .orElseThrow();
    }
}
