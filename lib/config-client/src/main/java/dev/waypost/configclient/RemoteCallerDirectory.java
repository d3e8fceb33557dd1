package dev.waypost.configclient;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.waypost.platform.auth.Caller;
import dev.waypost.platform.auth.CallerDirectory;
import dev.waypost.platform.auth.Role;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.FaultStatus;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.grpc.GrpcPeers;
import dev.waypost.proto.config.v1.ApiKeyServiceGrpc;
import dev.waypost.proto.config.v1.ApiKeyServiceGrpc.ApiKeyServiceBlockingStub;
import dev.waypost.proto.config.v1.AuthenticateApiKeyRequest;
import io.grpc.StatusRuntimeException;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Asks config-service who presents a key, and remembers the answer for seconds.
///
/// A revoked key works until the answer is forgotten. When config-service cannot be asked, an unknown key is refused.
@Singleton
@Requires(property = "waypost.service", notEquals = "config")
final class RemoteCallerDirectory implements CallerDirectory {
    private static final int MAX_KEYS = 10_000;
    private static final Duration REFUSED_FOR = Duration.ofSeconds(2);

    private record Known(Optional<Caller> caller, Duration keepFor) {}

    private final ApiKeyServiceBlockingStub service;
    private final SingleFlight<String, Known> flights = new SingleFlight<>();
    private final Cache<String, Known> known = Caffeine.newBuilder()
            .maximumSize(MAX_KEYS)
            .expireAfter(Expiry.<String, Known>writing((digest, k) -> k.keepFor()))
            .build();

    RemoteCallerDirectory(GrpcPeers peers) {
        this.service = ApiKeyServiceGrpc.newBlockingStub(peers.channel("config"));
    }

    @Override
    public Optional<Caller> find(String presentedKey) {
        String digest = digest(presentedKey);
        @Nullable Known held = known.getIfPresent(digest);
        if (held == null) {
            held = flights.join(digest, () -> ask(presentedKey));
            known.put(digest, held);
        }
        return held.caller();
    }

    private Known ask(String presentedKey) {
        try {
            var answer = service.authenticateApiKey(AuthenticateApiKeyRequest.newBuilder()
                    .setPresentedKey(presentedKey)
                    .build());
            var key = answer.getApiKey();
            Role role = Role.valueOf(key.getRole().name().substring("ROLE_".length()));
            var caller = new Caller(key.getKeyId(), role, Set.copyOf(key.getTenantIdsList()));
            return new Known(
                    Optional.of(caller), Duration.ofSeconds(answer.getCacheFor().getSeconds()));
        } catch (StatusRuntimeException e) {
            Fault fault = FaultStatus.of(e);
            if (fault.reason() == Reason.CALLER_UNKNOWN || fault.reason() == Reason.FIELD_INVALID) {
                return new Known(Optional.empty(), REFUSED_FOR);
            }
            throw fault;
        }
    }

    /// Keys are remembered by digest: a memory dump of the cache holds none.
    private static String digest(String key) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
