package dev.waypost.platform.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.waypost.platform.auth.Caller;
import dev.waypost.platform.auth.Role;
import dev.waypost.platform.auth.ServiceIdentity;
import dev.waypost.platform.boot.Running;
import dev.waypost.platform.boot.Service;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.FaultStatus;
import dev.waypost.platform.fault.Reason;
import dev.waypost.proto.config.v1.EndpointServiceGrpc;
import dev.waypost.proto.config.v1.GetEndpointRequest;
import dev.waypost.proto.config.v1.GetTenantRequest;
import dev.waypost.proto.config.v1.GetTenantResponse;
import dev.waypost.proto.config.v1.Tenant;
import dev.waypost.proto.config.v1.TenantServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import io.opentelemetry.api.OpenTelemetry;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// The production chain in front of a toy service, over a real socket.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServerChainTest {
    private static final String ADMIN_KEY = "an-admin-key-of-many-letters";

    private static final Map<String, Object> SETTINGS = Map.of(
            "waypost.auth.service-key", "a-service-key-of-16",
            "waypost.auth.admin-key", ADMIN_KEY,
            "waypost.server.host", "127.0.0.1");

    private Running toy;
    private ManagedChannel channel;

    @BeforeAll
    void start() {
        toy = Service.start("toy", SETTINGS);
        channel = NettyChannelBuilder.forAddress("127.0.0.1", toy.grpcPort())
                .usePlaintext()
                .build();
    }

    @AfterAll
    void stop() {
        channel.shutdownNow();
        toy.close();
    }

    @Test
    void a_call_with_a_key_reaches_its_handler() {
        assertThat(get(ADMIN_KEY, "salon").getTenant().getTenantId()).isEqualTo("salon");
    }

    @Test
    void a_call_without_a_known_key_is_refused() {
        assertThat(reason(() -> get("wrong-key", "salon"))).isEqualTo(Reason.CALLER_UNKNOWN);
        assertThat(reason(() -> TenantServiceGrpc.newBlockingStub(channel)
                        .getTenant(GetTenantRequest.newBuilder()
                                .setTenantId("salon")
                                .build())))
                .isEqualTo(Reason.CALLER_UNKNOWN);
    }

    @Test
    void a_broken_field_rule_is_answered_before_the_handler_runs() {
        assertThat(reason(() -> get(ADMIN_KEY, "a b"))).isEqualTo(Reason.FIELD_INVALID);
    }

    @Test
    void a_bug_says_nothing_about_itself() {
        StatusRuntimeException error =
                catchThrowableOfType(StatusRuntimeException.class, () -> get(ADMIN_KEY, "explode"));

        assertThat(FaultStatus.of(error).reason()).isEqualTo(Reason.INTERNAL);
        assertThat(String.valueOf(error.getMessage())).doesNotContain("secret detail");
    }

    @Test
    void a_fault_of_the_handler_arrives_with_its_facts() {
        StatusRuntimeException error =
                catchThrowableOfType(StatusRuntimeException.class, () -> get(ADMIN_KEY, "missing"));

        assertThat(FaultStatus.of(error).reason()).isEqualTo(Reason.TENANT_NOT_FOUND);
        assertThat(FaultStatus.of(error).metadata()).containsEntry("tenant_id", "missing");
    }

    @Test
    void a_service_of_the_contract_without_a_handler_answers_not_implemented_behind_the_same_chain() {
        var request = GetEndpointRequest.newBuilder().setTenantId("salon").build();

        assertThat(reason(() -> EndpointServiceGrpc.newBlockingStub(channel)
                        .withInterceptors(key(ADMIN_KEY))
                        .getEndpoint(request)))
                .isEqualTo(Reason.NOT_IMPLEMENTED);
        assertThat(reason(() -> EndpointServiceGrpc.newBlockingStub(channel).getEndpoint(request)))
                .isEqualTo(Reason.CALLER_UNKNOWN);
    }

    @Test
    void a_peer_acting_for_a_tenants_key_gets_what_the_key_may_have() {
        var peers = new GrpcPeers(
                new PeerSettings("127.0.0.1:" + toy.grpcPort(), "127.0.0.1:1", "127.0.0.1:1", "127.0.0.1:1"),
                toy.context().getBean(ServiceIdentity.class),
                OpenTelemetry.noop());
        var staff = new Caller("key_1", Role.OPERATOR, Set.of("salon"));
        var tenant = new Caller("key_2", Role.TENANT_SEND, Set.of("salon"));

        assertThat(reason(() -> TenantServiceGrpc.newBlockingStub(peers.channel("config", staff))
                        .getTenant(GetTenantRequest.newBuilder()
                                .setTenantId("clinic")
                                .build())))
                .isEqualTo(Reason.TENANT_NOT_FOUND);
        assertThat(TenantServiceGrpc.newBlockingStub(peers.channel("config", staff))
                        .getTenant(GetTenantRequest.newBuilder()
                                .setTenantId("salon")
                                .build())
                        .getTenant()
                        .getName())
                .isEqualTo("key_1");
        assertThat(tenant.mayActFor("clinic")).isFalse();
        peers.close();
    }

    @Test
    void calls_to_a_peer_spread_over_all_its_addresses_and_pass_by_one_that_is_gone() throws IOException {
        int gone;
        try (var socket = new ServerSocket(0)) {
            gone = socket.getLocalPort();
        }
        try (Running second = Service.start("toy", SETTINGS)) {
            String addresses =
                    "127.0.0.1:%d,127.0.0.1:%d,127.0.0.1:%d".formatted(toy.grpcPort(), gone, second.grpcPort());
            var peers = new GrpcPeers(
                    new PeerSettings(addresses, "127.0.0.1:1", "127.0.0.1:1", "127.0.0.1:1"),
                    toy.context().getBean(ServiceIdentity.class),
                    OpenTelemetry.noop());
            Tenants one = toy.context().getBean(Tenants.class);
            Tenants other = second.context().getBean(Tenants.class);
            int before = one.calls.get();

            Awaitility.await().untilAsserted(() -> {
                assertThat(TenantServiceGrpc.newBlockingStub(peers.channel("config"))
                                .getTenant(GetTenantRequest.newBuilder()
                                        .setTenantId("salon")
                                        .build())
                                .getTenant()
                                .getTenantId())
                        .isEqualTo("salon");
                assertThat(one.calls.get()).isGreaterThan(before);
                assertThat(other.calls.get()).isPositive();
            });
            peers.close();
        }
    }

    private GetTenantResponse get(String key, String tenantId) {
        return TenantServiceGrpc.newBlockingStub(channel)
                .withInterceptors(key(key))
                .getTenant(GetTenantRequest.newBuilder().setTenantId(tenantId).build());
    }

    private static Reason reason(Runnable call) {
        return FaultStatus.of(catchThrowableOfType(StatusRuntimeException.class, call::run))
                .reason();
    }

    private static io.grpc.ClientInterceptor key(String key) {
        var headers = new Metadata();
        headers.put(AccessInterceptor.AUTHORIZATION, "Bearer " + key);
        return MetadataUtils.newAttachHeadersInterceptor(headers);
    }

    @Singleton
    @Requires(property = "waypost.service", value = "toy")
    static class Tenants extends TenantServiceGrpc.TenantServiceImplBase {
        private final AtomicInteger calls = new AtomicInteger();

        @Override
        public void getTenant(GetTenantRequest request, StreamObserver<GetTenantResponse> observer) {
            calls.incrementAndGet();
            switch (request.getTenantId()) {
                case "explode" -> throw new IllegalStateException("secret detail");
                case "missing" -> throw Fault.of(Reason.TENANT_NOT_FOUND).with("tenant_id", "missing");
                default ->
                    Replies.reply(
                            observer,
                            GetTenantResponse.newBuilder()
                                    .setTenant(Tenant.newBuilder()
                                            .setTenantId(request.getTenantId())
                                            .setName(Caller.current().id()))
                                    .build());
            }
        }
    }

    @Factory
    @Requires(property = "waypost.service", value = "toy")
    static class Contracts {
        @Singleton
        Contract contract() {
            return new Contract(
                    "waypost.config.v1",
                    List.of(TenantServiceGrpc.getServiceDescriptor(), EndpointServiceGrpc.getServiceDescriptor()));
        }
    }
}
