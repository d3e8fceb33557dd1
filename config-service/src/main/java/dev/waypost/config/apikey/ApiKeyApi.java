package dev.waypost.config.apikey;

import com.google.protobuf.Duration;
import dev.waypost.config.change.Changeset;
import dev.waypost.config.change.Commits;
import dev.waypost.config.change.Names;
import dev.waypost.platform.auth.Role;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.grpc.Replies;
import dev.waypost.platform.id.Ids;
import dev.waypost.proto.config.v1.ApiKeyServiceGrpc;
import dev.waypost.proto.config.v1.AuthenticateApiKeyRequest;
import dev.waypost.proto.config.v1.AuthenticateApiKeyResponse;
import dev.waypost.proto.config.v1.CreateApiKeyRequest;
import dev.waypost.proto.config.v1.CreateApiKeyResponse;
import dev.waypost.proto.config.v1.ListApiKeysRequest;
import dev.waypost.proto.config.v1.ListApiKeysResponse;
import dev.waypost.proto.config.v1.RevokeApiKeyRequest;
import dev.waypost.proto.config.v1.RevokeApiKeyResponse;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// API keys over gRPC; a key itself is answered once, when it is made.
@Singleton
final class ApiKeyApi extends ApiKeyServiceGrpc.ApiKeyServiceImplBase {
    private static final int CACHE_SECONDS = 5;

    private final ApiKeyStore store;
    private final ApiKeys keys;
    private final Commits commits;
    private final InstantSource clock;

    ApiKeyApi(ApiKeyStore store, ApiKeys keys, Commits commits, InstantSource clock) {
        this.store = store;
        this.keys = keys;
        this.commits = commits;
        this.clock = clock;
    }

    @Override
    public void createApiKey(CreateApiKeyRequest request, StreamObserver<CreateApiKeyResponse> observer) {
        Role role = role(request);
        // Set only by the request that makes the key: what is kept for repeats holds no secret.
        var secret = new AtomicReference<>("");
        CreateApiKeyResponse kept =
                commits.commit(Commits.HUB, request.getRequestId(), request, CreateApiKeyResponse.parser(), change -> {
                    List<String> missing = store.missingTenants(change.sql(), request.getTenantIdsList());
                    if (!missing.isEmpty()) {
                        throw Fault.of(Reason.TENANT_NOT_FOUND).with("tenant_id", missing.getFirst());
                    }
                    String text = ApiKeys.PREFIX + Ids.token();
                    ApiKey key = key(request, role, text);
                    store.add(change.sql(), key, ApiKeys.hash(text));
                    audit(change, "api_key.created", null, key);
                    secret.set(text);
                    return CreateApiKeyResponse.newBuilder()
                            .setApiKey(wire(key))
                            .build();
                });
        Replies.reply(observer, kept.toBuilder().setSecret(secret.get()).build());
    }

    @Override
    public void listApiKeys(ListApiKeysRequest request, StreamObserver<ListApiKeysResponse> observer) {
        int size = Names.pageSize(request.getPageSize());
        List<ApiKey> found = store.list(request.getPageToken(), size + 1, request.getTenantId());
        var answer = ListApiKeysResponse.newBuilder();
        found.stream().limit(size).map(ApiKeyApi::wire).forEach(answer::addApiKeys);
        if (found.size() > size) {
            answer.setNextPageToken(found.get(size - 1).keyId());
        }
        Replies.reply(observer, answer.build());
    }

    @Override
    public void revokeApiKey(RevokeApiKeyRequest request, StreamObserver<RevokeApiKeyResponse> observer) {
        String keyId = request.getKeyId();
        Replies.reply(
                observer,
                commits.commit(Commits.HUB, request.getRequestId(), request, RevokeApiKeyResponse.parser(), change -> {
                    ApiKey before = required(change, keyId);
                    store.revoke(change.sql(), keyId, clock.instant());
                    ApiKey key = required(change, keyId);
                    if (before.revoked() == null) {
                        audit(change, "api_key.revoked", before, key);
                    }
                    return RevokeApiKeyResponse.newBuilder()
                            .setApiKey(wire(key))
                            .build();
                }));
    }

    @Override
    public void authenticateApiKey(
            AuthenticateApiKeyRequest request, StreamObserver<AuthenticateApiKeyResponse> observer) {
        ApiKey key = keys.authenticate(request.getPresentedKey()).orElseThrow(() -> Fault.of(Reason.CALLER_UNKNOWN));
        Replies.reply(
                observer,
                AuthenticateApiKeyResponse.newBuilder()
                        .setApiKey(wire(key))
                        .setCacheFor(Duration.newBuilder().setSeconds(CACHE_SECONDS))
                        .build());
    }

    /// One entry that names every tenant of the key, and one for each of them that names no other.
    private static void audit(Changeset change, String action, @Nullable ApiKey before, ApiKey after)
            throws SQLException {
        String resource = "api_key/" + after.keyId();
        List<String> tenants = after.tenantIds();
        if (tenants.size() != 1) {
            change.audit(
                    action, resource, null, before == null ? null : before.audited(tenants), after.audited(tenants));
        }
        for (String tenantId : tenants) {
            List<String> one = List.of(tenantId);
            change.audit(action, resource, tenantId, before == null ? null : before.audited(one), after.audited(one));
        }
    }

    private ApiKey required(Changeset change, String keyId) throws SQLException {
        return store.find(change.sql(), keyId)
                .orElseThrow(() -> Fault.of(Reason.API_KEY_NOT_FOUND).with("key_id", keyId));
    }

    private static Role role(CreateApiKeyRequest request) {
        Fault violations = Names.violations();
        String name = request.getRole().name();
        @Nullable
        Role role = switch (request.getRole()) {
            case ROLE_VIEWER, ROLE_TENANT_READ, ROLE_TENANT_SEND, ROLE_OPERATOR, ROLE_ADMIN ->
                Role.valueOf(name.substring("ROLE_".length()));
            case ROLE_PUBLIC, ROLE_SERVICE, ROLE_UNSPECIFIED, UNRECOGNIZED -> null;
        };
        if (role == null) {
            violations.violation(
                    "role", "value: " + name + " (expected: VIEWER, TENANT_READ, TENANT_SEND, OPERATOR or ADMIN)");
        } else if (role.isTenantBound() && request.getTenantIdsCount() == 0) {
            violations.violation("tenant_ids", "value: none (expected: at least one, for " + role + ")");
        }
        if (request.hasExpireTime() && request.getExpireTime().getSeconds() <= 0) {
            violations.violation("expire_time", "value: before 1970 (expected: a time to come)");
        }
        Names.raise(violations);
        return role == null ? Role.VIEWER : role;
    }

    private ApiKey key(CreateApiKeyRequest request, Role role, String text) {
        return new ApiKey(
                Ids.next("key"),
                request.getName(),
                role,
                request.getTenantIdsList(),
                text.substring(text.length() - 4),
                clock.instant(),
                request.hasExpireTime()
                        ? Instant.ofEpochSecond(
                                request.getExpireTime().getSeconds(),
                                request.getExpireTime().getNanos())
                        : null,
                null,
                null);
    }

    private static dev.waypost.proto.config.v1.ApiKey wire(ApiKey key) {
        var wire = dev.waypost.proto.config.v1.ApiKey.newBuilder()
                .setKeyId(key.keyId())
                .setName(key.name())
                .setRole(dev.waypost.proto.options.v1.Role.valueOf("ROLE_" + key.role()))
                .addAllTenantIds(key.tenantIds())
                .setHint(key.hint())
                .setCreateTime(Names.time(key.created()));
        if (key.expires() != null) {
            wire.setExpireTime(Names.time(key.expires()));
        }
        if (key.revoked() != null) {
            wire.setRevokeTime(Names.time(key.revoked()));
        }
        if (key.lastUsed() != null) {
            wire.setLastUseTime(Names.time(key.lastUsed()));
        }
        return wire.build();
    }
}
