package dev.waypost.configclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waypost.platform.crypto.CryptoSettings;
import dev.waypost.platform.crypto.Vault;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.grpc.FieldRulesPolicy;
import dev.waypost.platform.settings.Secret;
import dev.waypost.proto.config.v1.FoundName;
import dev.waypost.proto.config.v1.LookupName;
import dev.waypost.proto.config.v1.ResolveNamesRequest;
import dev.waypost.proto.config.v1.ResolveNamesResponse;
import dev.waypost.proto.config.v1.SnapshotServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class RemoteNamesTest {
    private final Directory directory = new Directory();
    private Server server;
    private ManagedChannel channel;
    private RemoteNames names;

    @BeforeEach
    void start() throws IOException {
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(directory)
                .build()
                .start();
        channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort())
                .usePlaintext()
                .build();
        names = new RemoteNames(channel, new Vault(new CryptoSettings(Secret.of(Vault.newKeyset()), null, null, null)));
    }

    @AfterEach
    void stop() {
        directory.held.countDown();
        names.close();
        channel.shutdownNow();
        server.shutdownNow();
    }

    @Test
    void names_that_are_asked_for_while_a_call_is_under_way_share_the_next_one() throws Exception {
        directory.holding = true;
        try (var askers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> first = askers.submit(() -> names.resolve(new Name.PhoneNumber("0")));
            Awaitility.await().until(() -> directory.calls.size() == 1);
            var others = IntStream.rangeClosed(1, 100)
                    .mapToObj(i -> askers.submit(() -> names.resolve(new Name.PhoneNumber("" + i))))
                    .toList();
            Awaitility.await().until(() -> names.waiting() == 100);
            directory.held.countDown();

            first.get();
            for (int i = 0; i < 100; i++) {
                assertThat(others.get(i).get().orElseThrow().tenantId()).isEqualTo("tenant-" + (i + 1));
            }
        }
        assertThat(directory.calls).hasSize(2);
    }

    @Test
    void what_cannot_be_a_name_is_nobodys_and_costs_no_call() {
        assertThat(names.resolve(new Name.PhoneNumber("9".repeat(257)))).isEmpty();
        assertThat(names.resolve(new Name.Session("a\u0000b"))).isEmpty();
        assertThat(names.resolve(new Name.GatewayCode("", "9".repeat(257)))).isEmpty();

        assertThat(directory.calls).isEmpty();
        assertThat(names.resolve(new Name.PhoneNumber("9".repeat(256)))).isPresent();
        assertThat(FieldRulesPolicy.violations(directory.calls.getFirst())).isEmpty();
    }

    @Test
    void nobody_is_an_answer_and_no_answer_is_a_fault() {
        directory.unknown.add("7");

        assertThat(names.resolve(new Name.PhoneNumber("7"))).isEmpty();

        directory.away = true;
        assertThatThrownBy(() -> names.resolve(new Name.PhoneNumber("8"))).isInstanceOf(Fault.class);
        directory.away = false;
        assertThat(names.resolve(new Name.PhoneNumber("8"))).isPresent();
    }

    private static final class Directory extends SnapshotServiceGrpc.SnapshotServiceImplBase {
        private final List<ResolveNamesRequest> calls = new CopyOnWriteArrayList<>();
        private final ConcurrentHashMap.KeySetView<String, Boolean> unknown = ConcurrentHashMap.newKeySet();
        private final CountDownLatch held = new CountDownLatch(1);
        private volatile boolean holding;
        private volatile boolean away;

        @Override
        public void resolveNames(ResolveNamesRequest request, StreamObserver<ResolveNamesResponse> observer) {
            calls.add(request);
            if (away) {
                observer.onError(Status.UNAVAILABLE.asRuntimeException());
                return;
            }
            if (holding) {
                try {
                    held.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            var all = ResolveNamesResponse.newBuilder();
            for (LookupName name : request.getNamesList()) {
                all.addFound(
                        unknown.contains(name.getFirst())
                                ? FoundName.getDefaultInstance()
                                : FoundName.newBuilder()
                                        .setTenantId("tenant-" + name.getFirst())
                                        .setRevision(1)
                                        .build());
            }
            observer.onNext(all.build());
            observer.onCompleted();
        }
    }
}
