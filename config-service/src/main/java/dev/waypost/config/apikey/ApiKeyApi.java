package dev.waypost.config.apikey;

import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import dev.waypost.config.change.Commits;
import dev.waypost.config.change.Names;
import dev.waypost.platform.auth.Caller;
import dev.waypost.platform.auth.Role;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.grpc.Replies;
import dev.waypost.platform.grpc.RequestRules;
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
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// API keys over gRPC; a key itself is answered once, when it is made.
@Singleton
final class ApiKeyApi extends ApiKeyServiceGrpc.ApiKeyServiceImplBase implements RequestRules {
    /// How long another service may go without asking: so long a revoked key still works there.
    private static final Duration CACHE_FOR =
            Duration.newBuilder().setSeconds(1).build();

    private final ApiKeyStore store;
    private final ApiKeys keys;
    private final Commits commits;

    ApiKeyApi(ApiKeyStore store, ApiKeys keys, Commits commits) {
        this.store = store;
        this.keys = keys;
        this.commits = commits;
    }

    @Override
    public void check(Message request, Fault violations) {
        if (request instanceof CreateApiKeyRequest create) {
            Optional<Role> role = ApiKeyWireApi.role(create);
            if (role.isPresent()) {
                KeyGrantPolicy.violations(Caller.current(), role.get(), create.getTenantIdsList())
                        .forEach(v -> violations.violation(v.field(), v.description()));
            } else if (create.getRoleValue() != 0) {
                violations.violation(
                        "role",
                        "value: " + create.getRole()
                                + " (expected: VIEWER, TENANT_READ, TENANT_SEND, OPERATOR or ADMIN)");
            }
        }
    }

    @Override
    public void createApiKey(CreateApiKeyRequest request, StreamObserver<CreateApiKeyResponse> observer) {
        Role role = ApiKeyWireApi.role(request).orElseThrow();
        Optional<Instant> expires =
                request.hasExpireTime() ? Optional.of(Names.instant(request.getExpireTime())) : Optional.empty();
        List<String> tenants = request.getTenantIdsList().stream().distinct().toList();
        // Set only by the request that makes the key: what is kept for repeats holds no secret.
        var secret = new AtomicReference<>("");
        CreateApiKeyResponse kept =
                commits.commit(Commits.HUB, request.getRequestId(), request, CreateApiKeyResponse.parser(), change -> {
                    ApiKeys.Made made = keys.make(change, request.getName(), role, tenants, expires);
                    secret.set(made.text());
                    return CreateApiKeyResponse.newBuilder()
                            .setApiKey(ApiKeyWireApi.write(made.key(), Caller.current()))
                            .build();
                });
        Replies.reply(observer, kept.toBuilder().setSecret(secret.get()).build());
    }

    @Override
    public void listApiKeys(ListApiKeysRequest request, StreamObserver<ListApiKeysResponse> observer) {
        int size = Names.pageSize(request.getPageSize());
        List<ApiKey> found = store.list(request.getPageToken(), size + 1, request.getTenantId());
        var answer = ListApiKeysResponse.newBuilder();
        found.stream()
                .limit(size)
                .map(key -> ApiKeyWireApi.write(key, Caller.current()))
                .forEach(answer::addApiKeys);
        if (found.size() > size) {
            answer.setNextPageToken(found.get(size - 1).keyId());
        }
        Replies.reply(observer, answer.build());
    }

    @Override
    public void revokeApiKey(RevokeApiKeyRequest request, StreamObserver<RevokeApiKeyResponse> observer) {
        Caller caller = Caller.current();
        Replies.reply(
                observer,
                commits.commit(
                        Commits.HUB,
                        request.getRequestId(),
                        request,
                        RevokeApiKeyResponse.parser(),
                        change -> RevokeApiKeyResponse.newBuilder()
                                .setApiKey(ApiKeyWireApi.write(
                                        keys.revoke(change, request.getKeyId(), request.getTenantId(), caller), caller))
                                .build()));
    }

    @Override
    public void authenticateApiKey(
            AuthenticateApiKeyRequest request, StreamObserver<AuthenticateApiKeyResponse> observer) {
        ApiKey key = keys.authenticate(request.getPresentedKey()).orElseThrow(() -> Fault.of(Reason.CALLER_UNKNOWN));
        Replies.reply(
                observer,
                AuthenticateApiKeyResponse.newBuilder()
                        .setApiKey(ApiKeyWireApi.write(key, Caller.current()))
                        .setCacheFor(CACHE_FOR)
                        .build());
    }
}
