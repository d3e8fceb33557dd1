package dev.waypost.allinone;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DynamicMessage;
import dev.waypost.platform.auth.Caller;
import dev.waypost.platform.auth.Role;
import dev.waypost.platform.fault.FaultStatus;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.grpc.Contract;
import dev.waypost.platform.grpc.GrpcPeers;
import dev.waypost.testkit.Fixtures;
import dev.waypost.testkit.ServiceUnderTest;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Walks every method of every service: nobody gets in without a key, and no key gets into another tenant.
class EveryMethodTest {
    /// Answers anybody with what is theirs, as its own tests show; the answer of a stranger is empty.
    private static final Set<String> NARROWING = Set.of(
            "waypost.config.v1.TenantService/ListTenants",
            "waypost.health.v1.MetricsService/GetGlobalMetrics",
            "waypost.health.v1.MetricsService/ListTenantMetrics");

    @ParameterizedTest
    @ValueSource(strings = {"config", "send", "ingress", "health"})
    void no_method_answers_a_caller_who_presents_nothing(String name) {
        try (var service = ServiceUnderTest.start(name)) {
            for (MethodDescriptor<?, ?> method : methods(service)) {
                assertThat(call(service.anonymous(), method, ""))
                        .as(method.getFullMethodName())
                        .isEqualTo(Reason.CALLER_UNKNOWN);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"config", "send", "ingress", "health"})
    void no_method_answers_a_tenants_key_about_another_tenant(String name) {
        try (var service = ServiceUnderTest.start(name);
                var itself = ServiceUnderTest.start(
                        name, new HashMap<>(java.util.Map.of("waypost.peers." + name, service.grpcAddress())))) {
            var stranger = new Caller("key_stranger", Role.TENANT_SEND, Set.of(Fixtures.tenantId()));
            Channel channel = itself.bean(GrpcPeers.class).channel(name, stranger);
            String victim = Fixtures.tenantId();

            for (MethodDescriptor<?, ?> method : methods(service)) {
                if (NARROWING.contains(method.getFullMethodName())) {
                    continue;
                }
                Reason reason = call(channel, method, victim);
                if (!method.getType().clientSendsOneMessage() && reason == Reason.NOT_IMPLEMENTED) {
                    // It hung up before it looked at a message.
                    continue;
                }
                assertThat(reason)
                        .as(method.getFullMethodName())
                        .isIn(
                                Reason.TENANT_NOT_FOUND,
                                Reason.TENANT_FORBIDDEN,
                                Reason.ROLE_FORBIDDEN,
                                // The request names its tenant deeper inside, and without one it is not valid.
                                Reason.FIELD_INVALID);
            }
        }
    }

    private static List<MethodDescriptor<?, ?>> methods(ServiceUnderTest service) {
        var methods = new ArrayList<MethodDescriptor<?, ?>>();
        service.bean(Contract.class).services().forEach(one -> methods.addAll(one.getMethods()));
        assertThat(methods).hasSizeGreaterThan(5);
        return methods;
    }

    /// Calls any method with nothing but a tenant id, and gives the reason of its refusal.
    private static <Q, A> Reason call(Channel channel, MethodDescriptor<Q, A> method, String tenantId) {
        var closed = new CompletableFuture<Reason>();
        ClientCall<Q, A> call = channel.newCall(method, CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS));
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        if (status.isOk()) {
                            closed.completeExceptionally(new AssertionError(method.getFullMethodName() + " answered"));
                        } else {
                            closed.complete(FaultStatus.of(status.asRuntimeException(trailers))
                                    .reason());
                        }
                    }
                },
                new Metadata());
        call.request(2);
        call.sendMessage(request(method, tenantId));
        call.halfClose();
        return closed.join();
    }

    private static <Q, A> Q request(MethodDescriptor<Q, A> method, String tenantId) {
        var type = ((ProtoMethodDescriptorSupplier) java.util.Objects.requireNonNull(method.getSchemaDescriptor()))
                .getMethodDescriptor()
                .getInputType();
        var message = DynamicMessage.newBuilder(type);
        var field = type.findFieldByName("tenant_id");
        if (field != null && !tenantId.isEmpty()) {
            message.setField(field, tenantId);
        }
        return method.parseRequest(message.build().toByteString().newInput());
    }
}
