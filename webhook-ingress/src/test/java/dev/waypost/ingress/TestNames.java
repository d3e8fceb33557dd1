package dev.waypost.ingress;

import com.google.protobuf.Duration;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.FaultStatus;
import dev.waypost.platform.fault.Reason;
import dev.waypost.proto.config.v1.ApiKey;
import dev.waypost.proto.config.v1.ApiKeyServiceGrpc.ApiKeyServiceImplBase;
import dev.waypost.proto.config.v1.AuthenticateApiKeyRequest;
import dev.waypost.proto.config.v1.AuthenticateApiKeyResponse;
import dev.waypost.proto.config.v1.FoundName;
import dev.waypost.proto.config.v1.LookupName;
import dev.waypost.proto.config.v1.ResolveNamesRequest;
import dev.waypost.proto.config.v1.ResolveNamesResponse;
import dev.waypost.proto.config.v1.SnapshotServiceGrpc.SnapshotServiceImplBase;
import dev.waypost.proto.options.v1.Role;
import dev.waypost.testkit.Fixtures;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/// The part of config-service that knows gateways, their codes and sessions.
final class TestNames extends SnapshotServiceImplBase implements AutoCloseable {
    private record Found(String tenantId, String endpointId, String gatewayId) {}

    private final Map<String, Found> names = new ConcurrentHashMap<>();
    private final Map<String, ApiKey> keys = new ConcurrentHashMap<>();
    private final AtomicBoolean away = new AtomicBoolean();
    private final Server server;

    TestNames() {
        try {
            server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
                    .addService(this)
                    .addService(new Keys())
                    .build()
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String address() {
        return "127.0.0.1:" + server.getPort();
    }

    void away(boolean isAway) {
        away.set(isAway);
    }

    void gateway(String gatewayId, String tenantId, String endpointId) {
        names.put("gateway " + gatewayId, new Found(tenantId, endpointId, gatewayId));
    }

    /// From now on it is the only one.
    void onlyGateway(String gatewayId, String tenantId, String endpointId) {
        names.put("gateway ", new Found(tenantId, endpointId, gatewayId));
    }

    void severalGateways() {
        names.remove("gateway ");
    }

    void session(String session, String tenantId, String endpointId, String gatewayId) {
        names.put("session " + session, new Found(tenantId, endpointId, gatewayId));
    }

    void code(String gatewayId, String code, String tenantId) {
        names.put("code " + gatewayId + " " + code, new Found(tenantId, "", gatewayId));
    }

    void forgetCode(String gatewayId, String code) {
        names.remove("code " + gatewayId + " " + code);
    }

    /// A key with this role for these tenants.
    String key(Role role, String... tenants) {
        String key = Fixtures.secret();
        keys.put(
                key,
                ApiKey.newBuilder()
                        .setKeyId("key-" + key.substring(0, 4))
                        .setRole(role)
                        .addAllTenantIds(List.of(tenants))
                        .build());
        return key;
    }

    private final class Keys extends ApiKeyServiceImplBase {
        @Override
        public void authenticateApiKey(
                AuthenticateApiKeyRequest request, StreamObserver<AuthenticateApiKeyResponse> observer) {
            ApiKey key = keys.get(request.getPresentedKey());
            if (key == null) {
                observer.onError(FaultStatus.toStatus(Fault.of(Reason.CALLER_UNKNOWN), ""));
                return;
            }
            observer.onNext(AuthenticateApiKeyResponse.newBuilder()
                    .setApiKey(key)
                    .setCacheFor(Duration.newBuilder().setSeconds(60))
                    .build());
            observer.onCompleted();
        }
    }

    @Override
    public void resolveNames(ResolveNamesRequest request, StreamObserver<ResolveNamesResponse> observer) {
        if (away.get()) {
            observer.onError(Status.UNAVAILABLE.asRuntimeException());
            return;
        }
        var all = ResolveNamesResponse.newBuilder();
        request.getNamesList().forEach(name -> all.addFound(found(name)));
        observer.onNext(all.build());
        observer.onCompleted();
    }

    private FoundName found(LookupName asked) {
        String name = switch (asked.getKind()) {
            case NAME_KIND_GATEWAY -> "gateway " + asked.getFirst();
            case NAME_KIND_SESSION -> "session " + asked.getFirst();
            case NAME_KIND_GATEWAY_CODE -> "code " + asked.getFirst() + " " + asked.getSecond();
            default -> "";
        };
        Found found = names.get(name);
        return found == null
                ? FoundName.getDefaultInstance()
                : FoundName.newBuilder()
                        .setTenantId(found.tenantId())
                        .setRevision(1)
                        .setEndpointId(found.endpointId())
                        .setGatewayId(found.gatewayId())
                        .build();
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
