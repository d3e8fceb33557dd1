package dev.waypost.health.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waypost.platform.db.Db;
import dev.waypost.platform.tally.Count;
import dev.waypost.platform.tally.Tallies;
import dev.waypost.proto.health.v1.Alert;
import dev.waypost.proto.health.v1.AlertState;
import dev.waypost.proto.health.v1.SetAlertRuleRequest;
import dev.waypost.testkit.TestClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Rows are compared by PostgreSQL's clock alone: to them a clock that jumps ahead is the same as all of them being
/// older.
class ClockJumpTest extends AlertScene {
    private static final int ENDPOINTS = 30;

    @Test
    void endpoints_that_seem_silent_because_the_clock_jumped_are_no_alarm() {
        rule("no_inbound", SetAlertRuleRequest.newBuilder().setThreshold(3600).setRaiseAfter(seconds(0)));
        for (int i = 0; i < ENDPOINTS; i++) {
            one.bean(Tallies.class).of(tenant, "e" + i).add(Count.RECEIVED, 200);
        }
        roll();
        TestClock clock = TestClock.at("2026-03-04T10:00:00Z");
        var jumps = new Jumps(clock, System::nanoTime);
        var watch = new EndpointWatch(one.bean(EndpointSignalStore.class), one.bean(AlertSettings.class), jumps);
        assertThat(silent(watch)).isEmpty();

        older("5 hours");
        // Nobody told that the clock jumped: it was that long.
        assertThat(silent(watch)).hasSize(ENDPOINTS);
        clock.advance(Duration.ofHours(5));
        assertThat(silent(watch)).isEmpty();
        assertThat(watch.look(rules()).kinds()).doesNotContain(AlertKind.NO_INBOUND);
        older("-5 hours");
        clock.advance(Duration.ofHours(-5));
        assertThat(silent(watch)).isEmpty();
        assertThat(watch.look(rules()).kinds()).contains(AlertKind.NO_INBOUND);
    }

    @Test
    void what_is_open_stays_one_alert_and_nothing_is_added_when_the_clock_jumps_either_way() {
        webhook();
        falls("main");
        look();
        await().atMost(PATIENCE).until(() -> receiver.taken.size() == 1);

        for (String jump : List.of("5 hours", "-7 hours", "2 hours")) {
            one.bean(Db.class)
                    .run(sql -> sql.update(
                            "UPDATE alert SET since_time = since_time - ?::interval, raise_time = raise_time - ?::interval,"
                                    + " last_raise_time = last_raise_time - ?::interval,"
                                    + " below_time = below_time - ?::interval WHERE tenant_id = ?",
                            jump,
                            jump,
                            jump,
                            jump,
                            tenant));
            one.bean(Db.class)
                    .run(sql -> sql.update("UPDATE alert_turn SET last_time = last_time - ?::interval", jump));
            look();
            Alert alert = only();
            assertThat(alert.getState()).isEqualTo(AlertState.ALERT_STATE_OPEN);
            assertThat(alert.getOccurrences()).isEqualTo(1);
        }
        rises("main");
        look();

        await().atMost(PATIENCE).until(() -> receiver.taken.size() == 2);
        assertThat(receiver.taken).extracting(Receiver.Got::type).containsExactly("alert.raised", "alert.cleared");
    }

    @Test
    void posts_that_a_clock_which_jumped_back_holds_up_go_on() {
        webhook();
        receiver.status = 503;
        falls("main");
        look();
        await().atMost(PATIENCE).until(() -> !receiver.refused.isEmpty());
        // To what waits, five hours back are five hours more to wait. It may be written once more by the try under way.
        receiver.status = 204;
        one.bean(Db.class)
                .run(sql -> sql.update(
                        "UPDATE alert_post SET due_at = due_at + interval '5 hours' WHERE tenant_id = ?", tenant));
        look();

        await().atMost(PATIENCE).until(() -> receiver.taken.size() == 1);
    }

    private List<Reading> silent(EndpointWatch watch) {
        return watch.look(rules()).readings().stream()
                .filter(reading -> reading.kind() == AlertKind.NO_INBOUND)
                .filter(reading -> reading.tenantId().equals(tenant))
                .toList();
    }

    private static Rules rules() {
        return one.bean(Alerts.class).rules();
    }

    private void older(String by) {
        one.bean(Db.class)
                .run(sql -> sql.update(
                        "UPDATE metric_hour SET received_time = received_time - ?::interval WHERE tenant_id = ?",
                        by,
                        tenant));
    }
}
