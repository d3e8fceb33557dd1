package dev.waypost.health.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.tally.Count;
import dev.waypost.platform.tally.Tallies;
import dev.waypost.proto.health.v1.AcknowledgeAlertRequest;
import dev.waypost.proto.health.v1.Alert;
import dev.waypost.proto.health.v1.AlertSeverity;
import dev.waypost.proto.health.v1.AlertState;
import dev.waypost.proto.health.v1.DeleteAlertRuleRequest;
import dev.waypost.proto.health.v1.ListAlertRulesRequest;
import dev.waypost.proto.health.v1.SetAlertRuleRequest;
import dev.waypost.proto.health.v1.WatchAlertsRequest;
import dev.waypost.testkit.Fixtures;
import dev.waypost.testkit.ServiceUnderTest;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AlertServiceTest extends AlertScene {
    @Test
    void endpoint_that_falls_is_told_once_and_its_return_as_well() {
        webhook();
        falls("main");
        look();
        look();

        Alert alert = only();
        assertThat(alert.getRule()).isEqualTo("endpoint_unhealthy");
        assertThat(alert.getEndpointId()).isEqualTo("main");
        assertThat(alert.getSeverity()).isEqualTo(AlertSeverity.ALERT_SEVERITY_CRITICAL);
        assertThat(alert.getState()).isEqualTo(AlertState.ALERT_STATE_OPEN);
        assertThat(alert.getRunbook()).isEqualTo("docs/runbooks/endpoint_unhealthy.md");
        rises("main");
        look();

        await().atMost(PATIENCE).until(() -> receiver.taken.size() >= 2);
        assertThat(only().getState()).isEqualTo(AlertState.ALERT_STATE_CLEARED);
        assertThat(receiver.taken).extracting(Receiver.Got::type).containsExactly("alert.raised", "alert.cleared");
        Receiver.Got raised = receiver.taken.getFirst();
        assertThat(raised.json().path("text").asText())
                .contains("CRITICAL", tenant, "endpoint_unhealthy", "docs/runbooks/endpoint_unhealthy.md");
        assertThat(raised.signature()).isEqualTo(signature(raised, SECRET));
        look();
        assertThat(alerts()).hasSize(1);
    }

    @Test
    void processes_that_look_at_once_raise_one_alert() {
        falls("main");
        List<Thread> racers = new ArrayList<>();
        for (ServiceUnderTest service : List.of(one, two, one, two)) {
            racers.add(Thread.ofVirtual()
                    .start(() -> service.bean(AlertWorker.class).runOnce()));
        }
        racers.forEach(AlertServiceTest::join);

        assertThat(only().getOccurrences()).isEqualTo(1);
    }

    @Test
    void somebody_looks_at_it_and_nobody_else_can_say_so() {
        falls("main");
        look();
        var request = AcknowledgeAlertRequest.newBuilder()
                .setRequestId(Fixtures.id("req"))
                .setTenantId(tenant)
                .setAlertId(only().getAlertId())
                .setComment("on it")
                .build();

        Alert seen = api().acknowledgeAlert(request).getAlert();

        assertThat(seen.getState()).isEqualTo(AlertState.ALERT_STATE_ACKNOWLEDGED);
        assertThat(seen.getComment()).isEqualTo("on it");
        assertThat(api().acknowledgeAlert(request).getAlert()).isEqualTo(seen);
        assertThat(reasonOf(() -> api().acknowledgeAlert(
                                request.toBuilder().setComment("another").build())))
                .isEqualTo(Reason.REQUEST_ID_REUSED);
        String other = Fixtures.tenantId();
        assertThat(reasonOf(() -> api().acknowledgeAlert(
                                request.toBuilder().setTenantId(other).build())))
                .isEqualTo(Reason.ALERT_NOT_FOUND);
    }

    @Test
    void failed_tries_raise_by_the_tenants_own_rule() {
        rule("error_rate", SetAlertRuleRequest.newBuilder().setThreshold(0.3).setRaiseAfter(seconds(0)));
        var tally = one.bean(Tallies.class).of(tenant, "main");
        tally.add(Count.SENT, 70);
        tally.add(Count.ERROR_AUTH, 20);
        roll();
        look();
        assertThat(alerts()).isEmpty();

        tally.add(Count.ERROR_AUTH, 30);
        roll();
        look();

        assertThat(only().getRule()).isEqualTo("error_rate");
        assertThat(only().getValue()).isBetween(0.41, 0.42);
        assertThat(only().getThreshold()).isEqualTo(0.3);
    }

    @Test
    void rules_have_defaults_are_changed_with_care_and_given_up() {
        var rule = SetAlertRuleRequest.newBuilder()
                .setRequestId(Fixtures.id("req"))
                .setTenantId(tenant)
                .setRule("queue_age")
                .setThreshold(60)
                .build();

        var set = api().setAlertRule(rule).getRule();

        assertThat(set.getRevision()).isEqualTo(1);
        assertThat(set.getClearThreshold()).isEqualTo(30);
        assertThat(reasonOf(() -> api().setAlertRule(rule.toBuilder()
                        .setRequestId(Fixtures.id("req"))
                        .setExpectedRevision(7)
                        .build())))
                .isEqualTo(Reason.REVISION_CONFLICT);
        assertThat(reasonOf(() -> api().setAlertRule(rule.toBuilder()
                        .setRequestId(Fixtures.id("req"))
                        .setThreshold(-1)
                        .build())))
                .isEqualTo(Reason.FIELD_INVALID);
        assertThat(reasonOf(() -> api().setAlertRule(rule.toBuilder()
                        .setRequestId(Fixtures.id("req"))
                        .setRule("nonsense")
                        .build())))
                .isEqualTo(Reason.FIELD_INVALID);
        assertThat(api().listAlertRules(ListAlertRulesRequest.newBuilder()
                                .setTenantId(tenant)
                                .build())
                        .getRulesList())
                .hasSize(AlertKind.values().length)
                .anySatisfy(one -> assertThat(one).isEqualTo(set));
        assertThat(api().deleteAlertRule(DeleteAlertRuleRequest.newBuilder()
                                .setRequestId(Fixtures.id("req"))
                                .setTenantId(tenant)
                                .setRule("queue_age")
                                .build())
                        .getRule()
                        .getBuiltIn())
                .isTrue();
    }

    @Test
    void watch_begins_with_what_is_open_and_goes_on_with_changes() {
        falls("main");
        look();
        List<Alert> seen = new CopyOnWriteArrayList<>();
        Thread watching = Thread.ofVirtual().start(() -> {
            try {
                api().withDeadlineAfter(2, TimeUnit.MINUTES)
                        .watchAlerts(WatchAlertsRequest.newBuilder()
                                .setTenantId(tenant)
                                .build())
                        .forEachRemaining(answer -> seen.add(answer.getAlert()));
            } catch (StatusRuntimeException over) {
                // The test is over.
                return;
            }
        });
        await().atMost(PATIENCE).until(() -> !seen.isEmpty());
        rises("main");
        look();

        await().atMost(PATIENCE).until(() -> seen.getLast().getState() == AlertState.ALERT_STATE_CLEARED);
        watching.interrupt();
    }
}
