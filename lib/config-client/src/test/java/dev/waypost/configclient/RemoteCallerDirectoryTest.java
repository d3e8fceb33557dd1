package dev.waypost.configclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import dev.waypost.platform.auth.Caller;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.FaultStatus;
import dev.waypost.platform.fault.Reason;
import dev.waypost.proto.config.v1.ApiKey;
import dev.waypost.proto.config.v1.ApiKeyServiceGrpc;
import dev.waypost.proto.config.v1.AuthenticateApiKeyRequest;
import dev.waypost.proto.config.v1.AuthenticateApiKeyResponse;
import dev.waypost.proto.options.v1.Role;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class RemoteCallerDirectoryTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-21T10:00:00Z"));
    private final Keys keys = new Keys();
    private Server server;
    private ManagedChannel channel;
    private RemoteCallerDirectory directory;

    @BeforeEach
    void start() throws IOException {
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(keys)
                .build()
                .start();
        channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort())
                .usePlaintext()
                .build();
        directory = new RemoteCallerDirectory(channel, now::get, new SimpleMeterRegistry());
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        server.shutdownNow();
    }

    @Test
    void an_answer_is_used_for_a_second_and_a_revoked_key_is_refused_after_it() {
        directory.find("wp_a");
        directory.find("wp_a");
        int within = keys.asked.get();

        keys.failure = Fault.of(Reason.CALLER_UNKNOWN);
        pass(java.time.Duration.ofMillis(1000));

        assertThat(within).isEqualTo(1);
        assertThat(directory.find("wp_a")).isEmpty();
    }

    @Test
    void a_refusal_is_remembered_for_a_second_as_well() {
        keys.failure = Fault.of(Reason.CALLER_UNKNOWN);
        directory.find("wp_a");
        directory.find("wp_a");
        int within = keys.asked.get();

        keys.failure = null;
        pass(java.time.Duration.ofMillis(1000));

        assertThat(within).isEqualTo(1);
        assertThat(directory.find("wp_a")).map(Caller::id).contains("key_1");
    }

    @Test
    void while_config_service_is_away_known_keys_work_for_minutes_and_unknown_ones_do_not() {
        directory.find("wp_a");
        keys.failure = Fault.of(Reason.STORE_UNAVAILABLE);

        pass(java.time.Duration.ofSeconds(2));
        assertThat(directory.find("wp_a")).isPresent();
        pass(java.time.Duration.ofMinutes(4));
        assertThat(directory.find("wp_a")).isPresent();
        assertThatThrownBy(() -> directory.find("wp_b")).isInstanceOf(Fault.class);
        pass(java.time.Duration.ofMinutes(2));
        assertThatThrownBy(() -> directory.find("wp_a")).isInstanceOf(Fault.class);
    }

    @Test
    void when_config_service_is_back_it_is_asked_again_without_making_anybody_wait() {
        directory.find("wp_a");
        keys.failure = Fault.of(Reason.STORE_UNAVAILABLE);
        pass(java.time.Duration.ofSeconds(2));
        directory.find("wp_a");

        keys.failure = Fault.of(Reason.CALLER_UNKNOWN);
        pass(java.time.Duration.ofSeconds(1));

        Awaitility.await()
                .atMost(java.time.Duration.ofSeconds(10))
                .until(() -> directory.find("wp_a").isEmpty());
    }

    @Test
    void a_key_expires_on_time_whatever_is_remembered() {
        keys.expires = now.get().plusMillis(500);
        assertThat(directory.find("wp_a")).isPresent();

        pass(java.time.Duration.ofMillis(500));

        assertThat(directory.find("wp_a")).isEmpty();
    }

    private void pass(java.time.Duration time) {
        now.updateAndGet(instant -> instant.plus(time));
    }

    private static final class Keys extends ApiKeyServiceGrpc.ApiKeyServiceImplBase {
        private final AtomicInteger asked = new AtomicInteger();
        private volatile @Nullable Fault failure;
        private volatile @Nullable Instant expires;

        @Override
        public void authenticateApiKey(
                AuthenticateApiKeyRequest request, StreamObserver<AuthenticateApiKeyResponse> observer) {
            asked.incrementAndGet();
            Fault refused = failure;
            if (refused != null) {
                observer.onError(FaultStatus.toStatus(refused, "trace"));
                return;
            }
            var key = ApiKey.newBuilder().setKeyId("key_1").setRole(Role.ROLE_VIEWER);
            Instant until = expires;
            if (until != null) {
                key.setExpireTime(Timestamp.newBuilder()
                        .setSeconds(until.getEpochSecond())
                        .setNanos(until.getNano()));
            }
            observer.onNext(AuthenticateApiKeyResponse.newBuilder()
                    .setApiKey(key)
                    .setCacheFor(Duration.newBuilder().setSeconds(1))
                    .build());
            observer.onCompleted();
        }
    }
}
