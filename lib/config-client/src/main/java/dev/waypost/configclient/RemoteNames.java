package dev.waypost.configclient;

import com.google.protobuf.Timestamp;
import dev.waypost.lanes.GroupCommit;
import dev.waypost.platform.crypto.Vault;
import dev.waypost.platform.fault.FaultStatus;
import dev.waypost.platform.grpc.GrpcPeers;
import dev.waypost.platform.settings.Secret;
import dev.waypost.proto.config.v1.AppSecrets;
import dev.waypost.proto.config.v1.FoundName;
import dev.waypost.proto.config.v1.LookupName;
import dev.waypost.proto.config.v1.ResolveNamesRequest;
import dev.waypost.proto.config.v1.SnapshotServiceGrpc;
import dev.waypost.proto.config.v1.SnapshotServiceGrpc.SnapshotServiceBlockingStub;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import io.micronaut.context.annotation.Requires;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Names as config-service resolves them now. Whoever asks while a call is under way is in the next one: a process that
/// has just started meets many names at once.
@Singleton
@Requires(property = "waypost.service", notEquals = "config")
final class RemoteNames implements NameSource, AutoCloseable {
    private static final int DEADLINE_SECONDS = 1;
    private static final int MOST_AT_ONCE = 256;
    private static final int MOST_WAITING = 16_384;

    private final SnapshotServiceBlockingStub service;
    private final Vault vault;
    /// One bad name never fails its siblings: what cannot be asked for is left out before.
    private final GroupCommit<LookupName, FoundName> lookups = new GroupCommit<>(
            "names",
            MOST_AT_ONCE,
            Duration.ZERO,
            GroupCommit.Flushes.ONE,
            MOST_WAITING,
            failure -> false,
            this::resolve);

    @Inject
    RemoteNames(GrpcPeers peers, Vault vault) {
        this(peers.channel("config"), vault);
    }

    RemoteNames(Channel config, Vault vault) {
        this.service = SnapshotServiceGrpc.newBlockingStub(config);
        this.vault = vault;
    }

    @Override
    public Optional<Found> resolve(Name name) {
        LookupName lookup = NameWire.of(name);
        if (!NameWire.canBeAsked(lookup)) {
            return Optional.empty();
        }
        FoundName found = lookups.submit(lookup);
        return found.getTenantId().isEmpty() && !found.hasApp() ? Optional.empty() : Optional.of(found(found));
    }

    private List<FoundName> resolve(List<LookupName> names) {
        try {
            return service.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                    .resolveNames(
                            ResolveNamesRequest.newBuilder().addAllNames(names).build())
                    .getFoundList();
        } catch (StatusRuntimeException e) {
            throw FaultStatus.of(e);
        }
    }

    /// How many are asked for and not yet in a call.
    int waiting() {
        return lookups.depth();
    }

    @Override
    @PreDestroy
    public void close() {
        lookups.close();
    }

    private Found found(FoundName answer) {
        return new Found(
                answer.getTenantId().isEmpty() ? null : answer.getTenantId(),
                answer.getRevision(),
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
