package dev.waypost.platform.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.proto.config.v1.GetTenantRequest;
import dev.waypost.proto.config.v1.GetTenantResponse;
import dev.waypost.proto.config.v1.TenantServiceGrpc;
import io.grpc.Context;
import io.grpc.ServerInterceptors;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DeadlineInterceptorTest {
    @Test
    void a_call_without_a_deadline_gets_one_that_ends_with_the_call() throws Exception {
        var seen = new AtomicReference<@Nullable Context>();
        try (var deadlines = new DeadlineInterceptor()) {
            var server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
                    .addService(ServerInterceptors.intercept(
                            new TenantServiceGrpc.TenantServiceImplBase() {
                                @Override
                                public void getTenant(
                                        GetTenantRequest request, StreamObserver<GetTenantResponse> observer) {
                                    seen.set(Context.current());
                                    Replies.reply(observer, GetTenantResponse.getDefaultInstance());
                                }
                            },
                            deadlines))
                    .build()
                    .start();
            var channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort())
                    .usePlaintext()
                    .build();
            try {
                for (int i = 0; i < 20; i++) {
                    TenantServiceGrpc.newBlockingStub(channel).getTenant(GetTenantRequest.getDefaultInstance());
                }

                Context call = seen.get();
                assertThat(call).isNotNull();
                assertThat(call.getDeadline()).isNotNull();
                Awaitility.await()
                        .atMost(Duration.ofSeconds(5))
                        .until(() -> deadlines.waiting() == 0 && call.isCancelled());
            } finally {
                channel.shutdownNow();
                server.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
            }
        }
    }
}
