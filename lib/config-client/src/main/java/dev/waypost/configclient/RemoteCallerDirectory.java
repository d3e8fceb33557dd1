package dev.waypost.configclient;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
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
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Asks config-service who presents a key, and remembers the answer for a second: so long a revoked key still works.
///
/// While config-service cannot be asked, nobody can revoke a key either: known keys go on working for minutes, and only
/// unknown ones are refused.
@Singleton
@Requires(property = "waypost.service", notEquals = "config")
final class RemoteCallerDirectory implements CallerDirectory {
    private static final int MAX_KEYS = 10_000;
    private static final Duration REFUSED_FOR = Duration.ofSeconds(1);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final Duration STALE_FOR = Duration.ofMinutes(5);
    private static final long PATIENCE_SECONDS = 2;

    /// @param askAgain when the answer is too old to be used without asking
    /// @param until when the key expires, or the answer is too old to be used at all
    /// @param doubtful whether config-service could not be asked last time
    private record Known(Optional<Caller> caller, Instant askAgain, Instant until, boolean doubtful) {
        Known doubted(Instant now) {
            return new Known(caller, now.plus(RETRY_AFTER), until, true);
        }

        Optional<Caller> at(Instant now) {
            return now.isBefore(until) ? caller : Optional.empty();
        }
    }

    private final ApiKeyServiceBlockingStub service;
    private final InstantSource clock;
    private final Counter stale;
    private final SingleFlight<String, Known> flights = new SingleFlight<>();
    private final Cache<String, Known> known = Caffeine.newBuilder()
            .maximumSize(MAX_KEYS)
            .expireAfterAccess(STALE_FOR)
            .build();

    @Inject
    RemoteCallerDirectory(GrpcPeers peers, InstantSource clock, MeterRegistry meters) {
        this(peers.channel("config"), clock, meters);
    }

    RemoteCallerDirectory(Channel config, InstantSource clock, MeterRegistry meters) {
        this.service = ApiKeyServiceGrpc.newBlockingStub(config);
        this.clock = clock;
        this.stale = Counter.builder("waypost.callers.stale")
                .description("Calls let in by an old answer because config-service could not be asked.")
                .register(meters);
    }

    @Override
    public Optional<Caller> find(String presentedKey) {
        String digest = digest(presentedKey);
        @Nullable Known held = known.getIfPresent(digest);
        Instant now = clock.instant();
        if (held != null && now.isBefore(held.askAgain())) {
            return held.at(now);
        }
        if (held != null && held.doubtful() && held.at(now).isPresent()) {
            // Nobody waits for a config-service that was away a moment ago.
            if (!flights.isFlying(digest)) {
                Thread.ofVirtual().name("ask-again").start(() -> refresh(digest, presentedKey, held));
            }
            stale.increment();
            return held.at(now);
        }
        Known answer = refresh(digest, presentedKey, held);
        if (answer.doubtful() && answer.at(clock.instant()).isEmpty()) {
            // A question that was under way told what held at its time. Not to know is no reason to say no, and to
            // share the next flight could mean to share that one again: it is still listed for a moment after
            // it landed.
            answer = ask(presentedKey, null);
            known.put(digest, answer);
        }
        return answer.at(clock.instant());
    }

    private Known refresh(String digest, String presentedKey, @Nullable Known held) {
        return flights.join(digest, () -> {
            Known asked = ask(presentedKey, held);
            known.put(digest, asked);
            return asked;
        });
    }

    private Known ask(String presentedKey, @Nullable Known held) {
        // From before the question: what is revoked while the answer is under way counts as revoked after it.
        Instant now = clock.instant();
        try {
            var answer = service.withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .authenticateApiKey(AuthenticateApiKeyRequest.newBuilder()
                            .setPresentedKey(presentedKey)
                            .build());
            var key = answer.getApiKey();
            Role role = Role.valueOf(key.getRole().name().substring("ROLE_".length()));
            var caller = new Caller(key.getKeyId(), role, Set.copyOf(key.getTenantIdsList()));
            Duration keepFor = Duration.ofSeconds(
                    answer.getCacheFor().getSeconds(), answer.getCacheFor().getNanos());
            Instant tooOld = now.plus(STALE_FOR);
            Instant expires = key.hasExpireTime()
                    ? Instant.ofEpochSecond(
                            key.getExpireTime().getSeconds(),
                            key.getExpireTime().getNanos())
                    : tooOld;
            return new Known(
                    Optional.of(caller), now.plus(keepFor), expires.isBefore(tooOld) ? expires : tooOld, false);
        } catch (StatusRuntimeException e) {
            Fault fault = FaultStatus.of(e);
            if (fault.reason() == Reason.CALLER_UNKNOWN || fault.reason() == Reason.FIELD_INVALID) {
                return new Known(Optional.empty(), now.plus(REFUSED_FOR), now, false);
            }
            if (held != null && held.at(now).isPresent()) {
                stale.increment();
                return held.doubted(now);
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
