package dev.waypost.health.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Timestamp;
import dev.waypost.platform.fault.Reason;
import dev.waypost.proto.health.v1.AlertWebhook;
import dev.waypost.proto.health.v1.CreateAlertSilenceRequest;
import dev.waypost.proto.health.v1.CreateAlertWebhookRequest;
import dev.waypost.proto.health.v1.CreateAlertWebhookResponse;
import dev.waypost.proto.health.v1.DeleteAlertSilenceRequest;
import dev.waypost.proto.health.v1.RotateAlertWebhookSecretRequest;
import dev.waypost.proto.health.v1.TestAlertWebhookRequest;
import dev.waypost.proto.health.v1.UpdateAlertWebhookRequest;
import dev.waypost.testkit.Fixtures;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AlertWebhookTest extends AlertScene {
    @Test
    void receiver_that_was_away_gets_everything_once_and_in_order() {
        String webhook = webhook().getWebhook().getWebhookId();
        receiver.status = 503;
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            falls("e" + i);
            look();
            expected.add("alert.raised e" + i);
        }
        for (int i = 0; i < 6; i += 2) {
            rises("e" + i);
            look();
            expected.add("alert.cleared e" + i);
        }
        // Long enough away that it was tried again and again.
        await().atMost(PATIENCE).until(() -> receiver.refused.size() >= 5);
        assertThat(webhooks().getPending()).isEqualTo(9);
        assertThat(webhooks().getLastFailure()).isEqualTo("http_503");

        receiver.status = 200;

        await().atMost(PATIENCE)
                .until(() -> receiver.taken.size() >= 9 && webhooks().getPending() == 0);
        assertThat(receiver.taken.stream().map(got -> got.type() + " " + got.subject()))
                .containsExactlyElementsOf(expected);
        assertThat(receiver.taken).extracting(Receiver.Got::id).doesNotHaveDuplicates();
        assertThat(receiver.refused)
                .extracting(Receiver.Got::id)
                .containsOnly(receiver.taken.getFirst().id());
        assertThat(webhooks().getLastFailure()).isEmpty();
        assertThat(webhooks().getWebhookId()).isEqualTo(webhook);
    }

    @Test
    void storm_is_one_alert_for_everybody_and_each_its_own_for_the_tenant() throws IOException {
        try (Receiver everybody = new Receiver()) {
            api().createAlertWebhook(CreateAlertWebhookRequest.newBuilder()
                    .setRequestId(Fixtures.id("req"))
                    .setUrl(everybody.url("all"))
                    .addRules("alert_storm")
                    .addRules("endpoint_unhealthy")
                    .build());
            webhook();
            IntStream.range(0, 30).forEach(i -> falls("e" + i));
            look();
            look();
            look();

            await().atMost(PATIENCE).until(() -> receiver.taken.size() >= 30 && !everybody.taken.isEmpty());
            assertThat(receiver.taken).hasSize(30);
            assertThat(everybody.taken.stream()
                            .map(got -> got.json().at("/data/rule").asText()))
                    .containsExactly("alert_storm");
            assertThat(everybody.taken.getFirst().subject()).isEqualTo("endpoint_unhealthy");
        }
    }

    @Test
    void silence_keeps_an_alert_from_webhooks_until_it_ends() {
        webhook();
        String silence = api().createAlertSilence(CreateAlertSilenceRequest.newBuilder()
                        .setRequestId(Fixtures.id("req"))
                        .setTenantId(tenant)
                        .setRule("endpoint_unhealthy")
                        .setEndTime(Timestamp.newBuilder()
                                .setSeconds(
                                        Instant.now().plus(Duration.ofDays(1)).getEpochSecond()))
                        .build())
                .getSilence()
                .getSilenceId();
        falls("main");
        look();

        assertThat(only().getSilenced()).isTrue();
        assertThat(webhooks().getPending()).isZero();
        api().deleteAlertSilence(DeleteAlertSilenceRequest.newBuilder()
                .setRequestId(Fixtures.id("req"))
                .setTenantId(tenant)
                .setSilenceId(silence)
                .build());
        look();

        await().atMost(PATIENCE).until(() -> receiver.taken.size() == 1);
        assertThat(only().getSilenced()).isFalse();
    }

    @Test
    void maintenance_window_that_has_not_begun_keeps_nothing_from_anybody() {
        webhook();
        Instant tomorrow = Instant.now().plus(Duration.ofDays(1));
        api().createAlertSilence(CreateAlertSilenceRequest.newBuilder()
                .setRequestId(Fixtures.id("req"))
                .setTenantId(tenant)
                .setStartTime(Timestamp.newBuilder().setSeconds(tomorrow.getEpochSecond()))
                .setEndTime(Timestamp.newBuilder()
                        .setSeconds(tomorrow.plusSeconds(3600).getEpochSecond()))
                .setRepeatInterval(com.google.protobuf.Duration.newBuilder().setSeconds(7 * 86_400))
                .build());
        falls("main");
        look();

        await().atMost(PATIENCE).until(() -> receiver.taken.size() == 1);
        assertThat(only().getSilenced()).isFalse();
    }

    @Test
    void secret_is_told_once_and_rotated_with_overlap() {
        var request = CreateAlertWebhookRequest.newBuilder()
                .setRequestId(Fixtures.id("req"))
                .setTenantId(tenant)
                .setUrl(receiver.url("x"))
                .build();
        CreateAlertWebhookResponse made = api().createAlertWebhook(request);
        assertThat(made.getSecret()).startsWith("whsec_");
        assertThat(api().createAlertWebhook(request).getSecret()).isEmpty();
        String id = made.getWebhook().getWebhookId();

        var rotated = api().rotateAlertWebhookSecret(RotateAlertWebhookSecretRequest.newBuilder()
                .setRequestId(Fixtures.id("req"))
                .setTenantId(tenant)
                .setWebhookId(id)
                .setSecret(SECRET)
                .build());
        assertThat(rotated.getWebhook().hasPreviousSecretExpireTime()).isTrue();
        String post = api().testAlertWebhook(TestAlertWebhookRequest.newBuilder()
                        .setRequestId(Fixtures.id("req"))
                        .setTenantId(tenant)
                        .setWebhookId(id)
                        .build())
                .getDeliveryId();

        await().atMost(PATIENCE).until(() -> receiver.taken.size() == 1);
        Receiver.Got got = receiver.taken.getFirst();
        assertThat(got.id()).isEqualTo(post);
        assertThat(got.type()).isEqualTo("alert.test");
        assertThat(got.signature().split(" "))
                .containsExactly(signature(got, SECRET), signature(got, made.getSecret()));
        assertThat(webhooks().toString()).doesNotContain(SECRET);
    }

    @Test
    void webhook_may_be_changed_with_the_right_revision_and_not_lead_inside() {
        String id = webhook().getWebhook().getWebhookId();
        var change = UpdateAlertWebhookRequest.newBuilder()
                .setRequestId(Fixtures.id("req"))
                .setTenantId(tenant)
                .setWebhook(AlertWebhook.newBuilder().setWebhookId(id).setActive(false))
                .setUpdateMask(com.google.protobuf.FieldMask.newBuilder().addPaths("active"))
                .setExpectedRevision(1)
                .build();

        var changed = api().updateAlertWebhook(change).getWebhook();

        assertThat(changed.getActive()).isFalse();
        assertThat(changed.getUrl()).isEqualTo(receiver.url("hook"));
        assertThat(reasonOf(() -> api().updateAlertWebhook(change.toBuilder()
                        .setRequestId(Fixtures.id("req"))
                        .build())))
                .isEqualTo(Reason.REVISION_CONFLICT);
        assertThat(reasonOf(() -> api().createAlertWebhook(CreateAlertWebhookRequest.newBuilder()
                        .setRequestId(Fixtures.id("req"))
                        .setTenantId(tenant)
                        .setUrl("http://169.254.169.254/latest")
                        .build())))
                .isEqualTo(Reason.ENDPOINT_URL_REFUSED);
        falls("main");
        look();
        assertThat(webhooks().getPending()).isZero();
    }
}
