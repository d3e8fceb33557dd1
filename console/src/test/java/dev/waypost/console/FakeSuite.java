package dev.waypost.console;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.FaultStatus;
import dev.waypost.platform.fault.Reason;
import dev.waypost.proto.config.v1.ApiKey;
import dev.waypost.proto.config.v1.ApiKeyServiceGrpc;
import dev.waypost.proto.config.v1.AuditServiceGrpc;
import dev.waypost.proto.config.v1.AuthenticateApiKeyRequest;
import dev.waypost.proto.config.v1.AuthenticateApiKeyResponse;
import dev.waypost.proto.config.v1.CredentialState;
import dev.waypost.proto.config.v1.DeleteEndpointRequest;
import dev.waypost.proto.config.v1.DeleteEndpointResponse;
import dev.waypost.proto.config.v1.Endpoint;
import dev.waypost.proto.config.v1.EndpointRole;
import dev.waypost.proto.config.v1.EndpointServiceGrpc;
import dev.waypost.proto.config.v1.GatewayServiceGrpc;
import dev.waypost.proto.config.v1.GetEndpointRequest;
import dev.waypost.proto.config.v1.GetEndpointResponse;
import dev.waypost.proto.config.v1.HubServiceGrpc;
import dev.waypost.proto.config.v1.ReadExportRequest;
import dev.waypost.proto.config.v1.ReadExportResponse;
import dev.waypost.proto.config.v1.SetEndpointRequest;
import dev.waypost.proto.config.v1.SetEndpointResponse;
import dev.waypost.proto.config.v1.TenantServiceGrpc;
import dev.waypost.proto.config.v1.TransferServiceGrpc;
import dev.waypost.proto.health.v1.AlertServiceGrpc;
import dev.waypost.proto.health.v1.CheckEndpointRequest;
import dev.waypost.proto.health.v1.CheckEndpointResponse;
import dev.waypost.proto.health.v1.EndpointHealth;
import dev.waypost.proto.health.v1.EndpointHealthServiceGrpc.EndpointHealthServiceImplBase;
import dev.waypost.proto.health.v1.GetEndpointHealthRequest;
import dev.waypost.proto.health.v1.GetEndpointHealthResponse;
import dev.waypost.proto.health.v1.HealthStatus;
import dev.waypost.proto.health.v1.ListEndpointHealthRequest;
import dev.waypost.proto.health.v1.ListEndpointHealthResponse;
import dev.waypost.proto.health.v1.MetricsServiceGrpc;
import dev.waypost.proto.health.v1.Probe;
import dev.waypost.proto.health.v1.ServerServiceGrpc;
import dev.waypost.proto.ingress.v1.DeliveryServiceGrpc;
import dev.waypost.proto.ingress.v1.EventServiceGrpc;
import dev.waypost.proto.ingress.v1.QueueServiceGrpc;
import dev.waypost.proto.ingress.v1.UserLockServiceGrpc;
import dev.waypost.proto.options.v1.Role;
import dev.waypost.proto.send.v1.BlockListServiceGrpc;
import dev.waypost.proto.send.v1.CancelMessageRequest;
import dev.waypost.proto.send.v1.CancelMessageResponse;
import dev.waypost.proto.send.v1.ErasureServiceGrpc;
import dev.waypost.proto.send.v1.GetMessageRequest;
import dev.waypost.proto.send.v1.GetMessageResponse;
import dev.waypost.proto.send.v1.ListHeldMessagesRequest;
import dev.waypost.proto.send.v1.ListHeldMessagesResponse;
import dev.waypost.proto.send.v1.ListMessagesRequest;
import dev.waypost.proto.send.v1.ListMessagesResponse;
import dev.waypost.proto.send.v1.MediaServiceGrpc;
import dev.waypost.proto.send.v1.Message;
import dev.waypost.proto.send.v1.MessageServiceGrpc;
import dev.waypost.proto.send.v1.MessageState;
import dev.waypost.proto.send.v1.SendRequest;
import dev.waypost.proto.send.v1.SendResponse;
import dev.waypost.proto.send.v1.SessionServiceGrpc;
import dev.waypost.proto.send.v1.WatchMessagesRequest;
import dev.waypost.proto.send.v1.WatchMessagesResponse;
import dev.waypost.proto.status.v1.StatusServiceGrpc;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Stands in for the other services on a real server: keeps what it is told, and remembers how it was asked.
final class FakeSuite implements AutoCloseable {
    static final String EXPORT = "{\"tenant\": 1}\n{\"tenant\": 2}\n";
    static final String TENANT_KEY = "wpk_acme_0123456789";
    final Queue<Metadata> headers = new ConcurrentLinkedQueue<>();
    final Map<String, SetEndpointRequest> endpoints = new ConcurrentHashMap<>();
    final Map<String, SendRequest> sent = new ConcurrentHashMap<>();
    /// The endpoint that every list of a tenant's endpoints holds.
    static final String LISTED = "some-endpoint_id";

    final Map<String, HealthStatus> health = new ConcurrentHashMap<>();
    final Mirror mirror = new Mirror();
    private final Server server;
    private final Server ingress;

    FakeSuite() throws IOException {
        remember();
        ingress = NettyServerBuilder.forPort(0)
                .addService(mirror.service(UserLockServiceGrpc.getServiceDescriptor()))
                .addService(mirror.service(QueueServiceGrpc.getServiceDescriptor()))
                .addService(mirror.service(EventServiceGrpc.getServiceDescriptor()))
                .addService(mirror.service(DeliveryServiceGrpc.getServiceDescriptor()))
                .build()
                .start();
        server = NettyServerBuilder.forPort(0)
                .addService(mirror.service(ApiKeyServiceGrpc.getServiceDescriptor()))
                .addService(mirror.service(EndpointServiceGrpc.getServiceDescriptor()))
                .addService(mirror.service(HubServiceGrpc.getServiceDescriptor()))
                .addService(mirror.service(TenantServiceGrpc.getServiceDescriptor()))
                .addService(mirror.service(GatewayServiceGrpc.getServiceDescriptor()))
                .addService(mirror.service(AuditServiceGrpc.getServiceDescriptor()))
                .addService(mirror.service(TransferServiceGrpc.getServiceDescriptor()))
                .addService(mirror.service(SessionServiceGrpc.getServiceDescriptor()))
                .addService(mirror.service(MessageServiceGrpc.getServiceDescriptor()))
                .addService(mirror.service(MediaServiceGrpc.getServiceDescriptor()))
                .addService(mirror.service(BlockListServiceGrpc.getServiceDescriptor()))
                .addService(mirror.service(ErasureServiceGrpc.getServiceDescriptor()))
                .addService(new Health())
                .addService(mirror.service(MetricsServiceGrpc.getServiceDescriptor()))
                .addService(mirror.service(AlertServiceGrpc.getServiceDescriptor()))
                .addService(mirror.service(ServerServiceGrpc.getServiceDescriptor()))
                .addService(mirror.service(StatusServiceGrpc.getServiceDescriptor()))
                .addService(new HealthStatusManager().getHealthService())
                .intercept(new ServerInterceptor() {
                    @Override
                    public <Q, A> ServerCall.Listener<Q> interceptCall(
                            ServerCall<Q, A> call, Metadata metadata, ServerCallHandler<Q, A> next) {
                        headers.add(metadata);
                        return next.startCall(call, metadata);
                    }
                })
                .build()
                .start();
    }

    /// One that answers calls, and says nothing of its health.
    String ingressAddress() {
        return "127.0.0.1:" + ingress.getPort();
    }

    SetEndpointRequest endpointOf(String tenantId) {
        return Objects.requireNonNull(endpoints.get(tenantId));
    }

    SendRequest sent(String messageId) {
        return Objects.requireNonNull(sent.get(messageId));
    }

    String address() {
        return "127.0.0.1:" + server.getPort();
    }

    @Override
    public void close() {
        ingress.shutdownNow();
        server.shutdownNow();
    }

    private static void refuse(StreamObserver<?> answer, Fault fault) {
        answer.onError(FaultStatus.toStatus(fault, "0af7651916cd43dd8448eb211c80319c"));
    }

    private static <T> void reply(StreamObserver<T> answer, T response) {
        answer.onNext(response);
        answer.onCompleted();
    }

    private void remember() {
        mirror.answer(AuthenticateApiKeyRequest.class, FakeSuite::authenticate);
        mirror.answer(SetEndpointRequest.class, this::set);
        mirror.answer(SendRequest.class, this::send);
        mirror.answer(GetMessageRequest.class, this::message);
        mirror.answer(
                ListMessagesRequest.class,
                asked -> ListMessagesResponse.newBuilder()
                        .addMessages(kept(asked.getTenantId(), MessageState.MESSAGE_STATE_SENT))
                        .build());
        mirror.answer(
                ListHeldMessagesRequest.class,
                asked -> ListHeldMessagesResponse.newBuilder()
                        .addMessages(kept(asked.getTenantId(), MessageState.MESSAGE_STATE_HELD))
                        .build());
        mirror.answer(
                CancelMessageRequest.class,
                asked -> CancelMessageResponse.newBuilder()
                        .setMessage(kept(asked.getTenantId(), MessageState.MESSAGE_STATE_CANCELLED))
                        .build());
        mirror.answer(
                WatchMessagesRequest.class,
                asked -> WatchMessagesResponse.newBuilder()
                        .setMessage(kept(asked.getTenantId(), MessageState.MESSAGE_STATE_READ))
                        .setCursor("here")
                        .build());
        mirror.answer(ReadExportRequest.class, request -> {
            ByteString file = ByteString.copyFromUtf8(EXPORT);
            return ReadExportResponse.newBuilder()
                    .setChunk(file.substring((int) request.getOffset()))
                    .setTotalSize(file.size())
                    .build();
        });
        mirror.answer(GetEndpointRequest.class, request -> {
            SetEndpointRequest stored = endpoints.get(request.getTenantId());
            if (stored == null) {
                throw Fault.of(Reason.TENANT_NOT_FOUND).with("tenant_id", request.getTenantId());
            }
            return GetEndpointResponse.newBuilder()
                    .setEndpoint(endpoint(stored))
                    .build();
        });
        mirror.answer(DeleteEndpointRequest.class, request -> {
            endpoints.remove(request.getTenantId());
            return DeleteEndpointResponse.getDefaultInstance();
        });
    }

    /// There is one key, which is for one tenant.
    private static AuthenticateApiKeyResponse authenticate(AuthenticateApiKeyRequest request) {
        if (!request.getPresentedKey().equals(TENANT_KEY)) {
            throw Fault.of(Reason.CALLER_UNKNOWN);
        }
        return AuthenticateApiKeyResponse.newBuilder()
                .setApiKey(ApiKey.newBuilder()
                        .setKeyId("key_1")
                        .setRole(Role.ROLE_TENANT_SEND)
                        .addTenantIds("acme"))
                .setCacheFor(Duration.newBuilder().setSeconds(5))
                .build();
    }

    private SetEndpointResponse set(SetEndpointRequest request) {
        if (request.getApiUrl().contains("10.0.0.1")) {
            throw Fault.of(Reason.FIELD_INVALID)
                    .violation("api_url", "value: private (expected: public)")
                    .violation("endpoint_id", "value: odd (expected: even)");
        }
        if (request.getExpectedRevision() > 1) {
            throw Fault.of(Reason.REVISION_CONFLICT).with("revision", 1);
        }
        boolean created = endpoints.put(request.getTenantId(), request) == null;
        return SetEndpointResponse.newBuilder()
                .setEndpoint(endpoint(request))
                .setCreated(created)
                .build();
    }

    private static Endpoint endpoint(SetEndpointRequest set) {
        return Endpoint.newBuilder()
                .setEndpointId(set.getEndpointId())
                .setTenantId(set.getTenantId())
                .setName(set.getName())
                .setProvider(set.getProvider())
                .setApiUrl(set.getApiUrl())
                .setPhoneNumberId(set.getPhoneNumberId())
                .setWabaId(set.getWabaId())
                .setRole(EndpointRole.ENDPOINT_ROLE_ACTIVE)
                .addAllAllowedCidrs(set.getAllowedCidrsList())
                .setActive(!set.hasActive() || set.getActive())
                .setApiKey(CredentialState.newBuilder()
                        .setPresent(!set.getApiKey().isEmpty())
                        .setVersion(1))
                .setRevision(1)
                .setTenantRevision(5)
                .build();
    }

    private static Message.Builder kept(String tenantId, MessageState state) {
        return Message.newBuilder().setMessageId("msg_7").setTenantId(tenantId).setState(state);
    }

    private SendResponse send(SendRequest request) {
        if (request.getTo().equals("busy")) {
            throw Fault.of(Reason.RATE_LIMITED).retryAfter(java.time.Duration.ofMillis(2500));
        }
        if (request.getTo().equals("asleep")) {
            throw Fault.of(Reason.SESSION_NOT_CONNECTED);
        }
        sent.put("msg_1", request);
        return SendResponse.newBuilder()
                .setMessage(Message.newBuilder()
                        .setMessageId("msg_1")
                        .setTenantId(request.getTenantId())
                        .setRequestId(request.getRequestId())
                        .setState(MessageState.MESSAGE_STATE_QUEUED))
                .build();
    }

    private GetMessageResponse message(GetMessageRequest request) {
        SendRequest found = sent.get(request.getMessageId());
        if (found == null) {
            throw Fault.of(Reason.MESSAGE_NOT_FOUND).with("message_id", request.getMessageId());
        }
        return GetMessageResponse.newBuilder()
                .setMessage(Message.newBuilder()
                        .setMessageId(request.getMessageId())
                        .setTenantId(found.getTenantId())
                        .setTo(found.getTo())
                        .setState(MessageState.MESSAGE_STATE_READ)
                        .setCreateTime(Timestamp.newBuilder().setSeconds(1_700_000_000)))
                .build();
    }

    private final class Health extends EndpointHealthServiceImplBase {
        @Override
        public void getEndpointHealth(
                GetEndpointHealthRequest request, StreamObserver<GetEndpointHealthResponse> answer) {
            HealthStatus status = health.get(request.getTenantId());
            if (status == null) {
                refuse(answer, Fault.of(Reason.ENDPOINT_NOT_FOUND));
                return;
            }
            reply(
                    answer,
                    GetEndpointHealthResponse.newBuilder()
                            .setEndpointHealth(shown(request.getTenantId(), status))
                            .build());
        }

        @Override
        public void listEndpointHealth(
                ListEndpointHealthRequest request, StreamObserver<ListEndpointHealthResponse> answer) {
            HealthStatus status = health.get(request.getTenantId());
            var known = ListEndpointHealthResponse.newBuilder();
            if (status != null) {
                known.addEndpointHealth(shown(request.getTenantId(), status));
            }
            reply(answer, known.build());
        }

        private static EndpointHealth.Builder shown(String tenantId, HealthStatus status) {
            return EndpointHealth.newBuilder()
                    .setTenantId(tenantId)
                    .setEndpointId(LISTED)
                    .setStatus(status)
                    // No other time that the suite tells.
                    .setLastCheckTime(Timestamp.newBuilder().setSeconds(1_700_001_000));
        }

        @Override
        public void checkEndpoint(CheckEndpointRequest request, StreamObserver<CheckEndpointResponse> answer) {
            reply(
                    answer,
                    CheckEndpointResponse.newBuilder()
                            .setEndpointHealth(EndpointHealth.newBuilder()
                                    .setEndpointId("main")
                                    .setStatus(HealthStatus.HEALTH_STATUS_UNHEALTHY)
                                    .setLastProbe(Probe.newBuilder().setCause("token expired")))
                            .build());
        }
    }
}
