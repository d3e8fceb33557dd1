package dev.waypost.configclient;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.waypost.platform.crypto.Vault;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.FaultStatus;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.grpc.GrpcPeers;
import dev.waypost.platform.settings.Secret;
import dev.waypost.proto.config.v1.AppSecrets;
import dev.waypost.proto.config.v1.EndpointPath;
import dev.waypost.proto.config.v1.GatewayCode;
import dev.waypost.proto.config.v1.GatewayName;
import dev.waypost.proto.config.v1.ResolveSnapshotRequest;
import dev.waypost.proto.config.v1.ResolveSnapshotResponse;
import dev.waypost.proto.config.v1.SnapshotServiceGrpc;
import dev.waypost.proto.config.v1.SnapshotServiceGrpc.SnapshotServiceBlockingStub;
import io.grpc.StatusRuntimeException;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Names as config-service resolves them now.
@Singleton
@Requires(property = "waypost.service", notEquals = "config")
final class RemoteNames implements NameSource {
    private static final int DEADLINE_SECONDS = 1;

    private final SnapshotServiceBlockingStub service;
    private final Vault vault;

    RemoteNames(GrpcPeers peers, Vault vault) {
        this.service = SnapshotServiceGrpc.newBlockingStub(peers.channel("config"));
        this.vault = vault;
    }

    @Override
    public Optional<Found> resolve(Name name) {
        try {
            return Optional.of(found(service.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                    .resolveSnapshot(request(name))));
        } catch (StatusRuntimeException e) {
            Fault fault = FaultStatus.of(e);
            // What cannot be a name is nobody's, too.
            if (fault.reason() == Reason.TENANT_NOT_FOUND || fault.reason() == Reason.FIELD_INVALID) {
                return Optional.empty();
            }
            throw fault;
        }
    }

    private static ResolveSnapshotRequest request(Name name) {
        var request = ResolveSnapshotRequest.newBuilder();
        switch (name) {
            case Name.PhoneNumber number -> request.setPhoneNumberId(number.id());
            case Name.BusinessAccount account -> request.setWabaId(account.id());
            case Name.App app -> request.setAppId(app.id());
            case Name.VerifyToken token ->
                request.setVerifyTokenHash(ByteString.copyFrom(HexFormat.of().parseHex(token.hash())));
            case Name.EndpointPath path ->
                request.setEndpointPath(
                        EndpointPath.newBuilder().setTenantId(path.tenantId()).setEndpointId(path.endpointId()));
            case Name.Session session -> request.setSession(session.name());
            case Name.SharedNumber shared ->
                request.setGateway(GatewayName.newBuilder().setGatewayId(shared.gatewayId()));
            case Name.GatewayCode code ->
                request.setGatewayCode(
                        GatewayCode.newBuilder().setGatewayId(code.gatewayId()).setCode(code.code()));
        }
        return request.build();
    }

    private Found found(ResolveSnapshotResponse answer) {
        return new Found(
                answer.hasSnapshot() ? answer.getSnapshot().getTenantId() : null,
                answer.getSnapshot().getRevision(),
                answer.getEndpointId(),
                answer.hasApp() ? app(answer.getApp()) : null,
                answer.getGatewayId(),
                answer.getAppId());
    }

    private App app(AppSecrets app) {
        String secretField = SealedFields.app(app.getAppId(), "appSecret");
        String tokenField = SealedFields.app(app.getAppId(), "verifyToken");
        return new App(
                app.getAppId(),
                open(app.getAppSecret(), secretField),
                open(app.getVerifyToken(), tokenField),
                previous(app.getPreviousAppSecret(), secretField, app.getPreviousValidUntil()),
                previous(app.getPreviousVerifyToken(), tokenField, app.getPreviousVerifyTokenValidUntil()));
    }

    private @Nullable PreviousSecret previous(String sealed, String field, Timestamp until) {
        @Nullable Secret secret = open(sealed, field);
        return secret == null
                ? null
                : new PreviousSecret(secret, Instant.ofEpochSecond(until.getSeconds(), until.getNanos()));
    }

    private @Nullable Secret open(String sealed, String field) {
        return sealed.isEmpty() ? null : Secret.of(vault.open(sealed, SealedFields.HUB, field));
    }
}
