package dev.waypost.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.util.Timestamps;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.FaultStatus;
import dev.waypost.platform.fault.Reason;
import dev.waypost.proto.send.v1.Message;
import dev.waypost.proto.send.v1.MessageState;
import dev.waypost.proto.send.v1.OverLimit;
import dev.waypost.proto.send.v1.SendRequest;
import dev.waypost.providers.ProviderKind;
import dev.waypost.send.tenant.KnownTenants;
import dev.waypost.send.tenant.SendingRules;
import dev.waypost.testkit.Fixtures;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TenantLimitTest {
    private SendScene scene;

    @BeforeAll
    void start() {
        scene = new SendScene(Map.of());
    }

    @AfterAll
    void stop() {
        scene.close();
    }

    @Test
    void over_its_limit_a_tenant_is_told_how_long_to_wait() {
        String tenant = tenant(3, Duration.ofMinutes(10));
        for (int i = 0; i < 3; i++) {
            scene.send(text(tenant));
        }

        Fault refused = refusal(text(tenant));

        assertThat(refused.reason()).isEqualTo(Reason.RATE_LIMITED);
        assertThat(refused.retryAfter().orElseThrow()).isBetween(Duration.ofSeconds(100), Duration.ofSeconds(200));
        assertThat(scene.send(text(tenant(3, Duration.ofMinutes(1)))).getState())
                .isEqualTo(MessageState.MESSAGE_STATE_QUEUED);
    }

    @Test
    void a_caller_may_queue_over_the_limit_and_is_sent_at_its_pace() {
        String tenant = tenant(2, Duration.ofSeconds(16));
        List<Message> queued = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            queued.add(scene.send(text(tenant).setOverLimit(OverLimit.OVER_LIMIT_QUEUE)));
        }

        Message over = queued.getLast();
        assertThat(Timestamps.comparator().compare(over.getNextAttemptTime(), over.getCreateTime()))
                .isPositive();
        Message sent = scene.awaitState(tenant, over.getMessageId(), MessageState.MESSAGE_STATE_SENT);
        assertThat(Timestamps.toMillis(sent.getAttempts(0).getStartTime()))
                .isGreaterThanOrEqualTo(Timestamps.toMillis(over.getNextAttemptTime()));
        queued.forEach(message -> scene.awaitState(tenant, message.getMessageId(), MessageState.MESSAGE_STATE_SENT));
    }

    @Test
    void what_would_wait_longer_than_it_is_valid_is_refused_at_once() {
        String tenant = tenant(1, Duration.ofMinutes(10));
        scene.send(text(tenant));

        Fault refused = refusal(text(tenant)
                .setOverLimit(OverLimit.OVER_LIMIT_QUEUE)
                .setValidFor(com.google.protobuf.Duration.newBuilder().setSeconds(30)));

        assertThat(refused.reason()).isEqualTo(Reason.RATE_LIMITED);
    }

    @Test
    void a_repeated_request_gets_its_answer_over_the_limit_too() {
        String tenant = tenant(1, Duration.ofMinutes(10));
        SendRequest request = text(tenant).build();
        Message first = scene.messages().send(request).getMessage();

        assertThat(scene.messages().send(request).getMessage().getMessageId()).isEqualTo(first.getMessageId());
        assertThat(refusal(request.toBuilder().setTo(Fixtures.phone())).reason())
                .isEqualTo(Reason.REQUEST_ID_REUSED);
    }

    @Test
    void without_redis_a_tenant_has_a_share_of_its_limit_and_not_more() {
        try (var alone = new SendScene(Map.of("waypost.redis.url", "redis://127.0.0.1:1"))) {
            String tenant = tenant(10, Duration.ofMinutes(100));
            List<Reason> refused = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                try {
                    alone.send(text(tenant));
                } catch (StatusRuntimeException e) {
                    refused.add(FaultStatus.of(e).reason());
                }
            }

            assertThat(refused).containsExactly(Reason.RATE_LIMITED, Reason.RATE_LIMITED, Reason.RATE_LIMITED);
        }
    }

    private String tenant(int limit, Duration window) {
        String tenant = Fixtures.tenantId();
        KnownTenants.put(tenant, ProviderKind.META_CLOUD, scene.apiUrl(), scene.phoneNumberId);
        KnownTenants.rules(
                tenant,
                rules -> new SendingRules(
                        limit,
                        window,
                        rules.window(),
                        rules.fallbackTemplate(),
                        rules.fallbackLanguage(),
                        null,
                        "",
                        List.of(),
                        rules.encryptsTexts(),
                        rules.retention()));
        return tenant;
    }

    private SendRequest.Builder text(String tenant) {
        return scene.text(Fixtures.phone(), "x").setTenantId(tenant);
    }

    private Fault refusal(SendRequest.Builder request) {
        return FaultStatus.of(catchThrowableOfType(StatusRuntimeException.class, () -> scene.send(request)));
    }
}
