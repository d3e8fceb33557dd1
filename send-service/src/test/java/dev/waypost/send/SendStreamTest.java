package dev.waypost.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waypost.platform.db.Db;
import dev.waypost.proto.send.v1.ListMessagesRequest;
import dev.waypost.proto.send.v1.Message;
import dev.waypost.proto.send.v1.MessageServiceGrpc;
import dev.waypost.proto.send.v1.OverLimit;
import dev.waypost.proto.send.v1.SendRequest;
import dev.waypost.proto.send.v1.SendStreamRequest;
import dev.waypost.proto.send.v1.SendStreamResponse;
import dev.waypost.providers.ProviderKind;
import dev.waypost.send.tenant.KnownTenants;
import dev.waypost.send.tenant.SendingRules;
import dev.waypost.testkit.Fixtures;
import dev.waypost.testkit.ServiceUnderTest;
import io.grpc.CallCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SendStreamTest {
    private static final int IN_FLIGHT = 64;

    private SendScene scene;
    private ManagedChannel narrow;

    @BeforeAll
    void start() {
        scene = new SendScene(Map.of(
                "waypost.send.accept.stream-in-flight",
                Integer.toString(IN_FLIGHT),
                "waypost.send.dispatch.enabled",
                "false"));
        // What a caller does not read stays with the service once this much is under way.
        narrow = NettyChannelBuilder.forAddress("127.0.0.1", scene.service.grpcPort())
                .usePlaintext()
                .flowControlWindow(65_535)
                .build();
    }

    @AfterAll
    void stop() {
        narrow.shutdownNow();
        scene.close();
    }

    @Test
    void messages_are_answered_in_their_order_and_keep_it_within_a_conversation() throws Exception {
        String tenant = tenant();
        String to = Fixtures.phone();
        List<SendRequest> requests = requests(tenant, to, 300);
        var caller = new Caller(Integer.MAX_VALUE);

        caller.send(requests);
        caller.requests().onCompleted();
        caller.done.get(30, TimeUnit.SECONDS);

        assertThat(caller.answers)
                .extracting(SendStreamResponse::getRequestId)
                .containsExactlyElementsOf(
                        requests.stream().map(SendRequest::getRequestId).toList());
        assertThat(accepted(tenant))
                .containsExactlyElementsOf(caller.answers.stream()
                        .map(SendStreamResponse::getMessageId)
                        .toList());
    }

    @Test
    void a_refused_message_does_not_end_the_stream_and_a_repeated_one_gets_its_id() throws Exception {
        String tenant = tenant();
        SendRequest good = scene.text(Fixtures.phone(), "x").setTenantId(tenant).build();
        SendRequest bad = scene.text("nobody", "x").setTenantId(tenant).build();
        SendRequest reused = good.toBuilder().setTo(Fixtures.phone()).build();
        var caller = new Caller(Integer.MAX_VALUE);

        caller.send(List.of(good, bad, good, reused));
        caller.requests().onCompleted();
        caller.done.get(30, TimeUnit.SECONDS);

        assertThat(caller.answers.get(0).getMessageId()).startsWith("msg_");
        assertThat(caller.answers.get(1).getRefusal().getReason()).isEqualTo("PHONE_NUMBER_INVALID");
        assertThat(caller.answers.get(1).getRefusal().hasRetryAfter()).isFalse();
        assertThat(caller.answers.get(2).getMessageId())
                .isEqualTo(caller.answers.get(0).getMessageId());
        assertThat(caller.answers.get(3).getRefusal().getReason()).isEqualTo("REQUEST_ID_REUSED");
    }

    @Test
    void over_its_limit_a_stream_is_told_how_long_to_wait_and_may_queue_instead() throws Exception {
        String tenant = tenant();
        KnownTenants.rules(
                tenant,
                rules -> new SendingRules(
                        2,
                        Duration.ofMinutes(20),
                        rules.window(),
                        rules.fallbackTemplate(),
                        rules.fallbackLanguage(),
                        null,
                        "",
                        List.of(),
                        rules.encryptsTexts(),
                        rules.retention()));
        List<SendRequest> requests = requests(tenant, Fixtures.phone(), 3);
        SendRequest queued = scene.text(Fixtures.phone(), "x")
                .setTenantId(tenant)
                .setOverLimit(OverLimit.OVER_LIMIT_QUEUE)
                .build();
        var caller = new Caller(Integer.MAX_VALUE);

        caller.send(requests);
        caller.send(List.of(queued));
        caller.requests().onCompleted();
        caller.done.get(30, TimeUnit.SECONDS);

        var refusal = caller.answers.get(2).getRefusal();
        assertThat(refusal.getReason()).isEqualTo("RATE_LIMITED");
        assertThat(refusal.getRetryAfter().getSeconds()).isBetween(300L, 600L);
        assertThat(caller.answers.get(3).getMessageId()).startsWith("msg_");
    }

    @Test
    void a_caller_that_does_not_read_its_answers_is_not_read_from_and_loses_nothing() throws Exception {
        String tenant = tenant();
        var caller = new Caller(0);

        List<SendRequest> requests = requests(tenant, Fixtures.phone(), 4000);
        caller.send(requests);
        var seen = new AtomicLong(-1);
        await().pollInterval(Duration.ofSeconds(1))
                .atMost(Duration.ofSeconds(60))
                .until(() -> {
                    long before = seen.getAndSet(count(tenant));
                    return before > 0 && before == seen.get();
                });
        assertThat(seen.get()).isLessThan(requests.size() / 2);
        caller.requests().request(Integer.MAX_VALUE);
        caller.requests().onCompleted();
        caller.done.get(60, TimeUnit.SECONDS);

        assertThat(caller.answers).hasSize(requests.size());
        assertThat(caller.answers)
                .extracting(SendStreamResponse::getMessageId)
                .doesNotHaveDuplicates()
                .doesNotContain("");
    }

    @Test
    void what_was_begun_stays_accepted_when_the_caller_goes_away() {
        String tenant = tenant();
        var caller = new Caller(Integer.MAX_VALUE);

        caller.send(requests(tenant, Fixtures.phone(), 40));
        await().atMost(Duration.ofSeconds(30)).until(() -> !caller.answers.isEmpty());
        caller.requests().cancel("gone", null);

        List<String> answered =
                caller.answers.stream().map(SendStreamResponse::getMessageId).toList();
        assertThat(accepted(tenant)).containsAll(answered);
    }

    private String tenant() {
        String tenant = Fixtures.tenantId();
        KnownTenants.put(tenant, ProviderKind.META_CLOUD, scene.apiUrl(), scene.phoneNumberId);
        return tenant;
    }

    private List<SendRequest> requests(String tenant, String to, int count) {
        List<SendRequest> requests = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            requests.add(scene.text(to, "number " + i).setTenantId(tenant).build());
        }
        return requests;
    }

    private long count(String tenant) {
        return scene.service
                .bean(Db.class)
                .read(sql -> sql.one(
                        "SELECT count(*) AS n FROM message WHERE tenant_id = ?", row -> row.longValue("n"), tenant))
                .orElseThrow();
    }

    /// The tenant's messages, the first accepted first.
    private List<String> accepted(String tenant) {
        return scene
                .messages()
                .listMessages(ListMessagesRequest.newBuilder()
                        .setTenantId(tenant)
                        .setPageSize(1000)
                        .build())
                .getMessagesList()
                .stream()
                .map(Message::getMessageId)
                .toList()
                .reversed();
    }

    /// A caller that reads so many answers, and more when told.
    private final class Caller implements ClientResponseObserver<SendStreamRequest, SendStreamResponse> {
        private final List<SendStreamResponse> answers = new CopyOnWriteArrayList<>();
        private final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
        private final int reads;
        private @Nullable ClientCallStreamObserver<SendStreamRequest> requests;

        Caller(int reads) {
            this.reads = reads;
            MessageServiceGrpc.newStub(narrow).withCallCredentials(key()).sendStream(this);
        }

        private CallCredentials key() {
            return new CallCredentials() {
                @Override
                public void applyRequestMetadata(RequestInfo call, Executor executor, MetadataApplier applier) {
                    var headers = new Metadata();
                    headers.put(
                            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
                            "Bearer " + ServiceUnderTest.ADMIN_KEY);
                    applier.apply(headers);
                }
            };
        }

        ClientCallStreamObserver<SendStreamRequest> requests() {
            return java.util.Objects.requireNonNull(requests);
        }

        void send(List<SendRequest> all) {
            all.forEach(one -> requests()
                    .onNext(SendStreamRequest.newBuilder().setSend(one).build()));
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<SendStreamRequest> stream) {
            requests = stream;
            stream.disableAutoRequestWithInitial(reads);
        }

        @Override
        public void onNext(SendStreamResponse answer) {
            answers.add(answer);
        }

        @Override
        public void onError(Throwable failure) {
            done.completeExceptionally(failure);
        }

        @Override
        public void onCompleted() {
            done.complete(null);
        }
    }
}
