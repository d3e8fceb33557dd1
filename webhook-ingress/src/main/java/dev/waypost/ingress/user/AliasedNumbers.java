package dev.waypost.ingress.user;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.waypost.ingress.away.StoreTime;
import dev.waypost.ingress.cache.Caches;
import dev.waypost.lanes.GroupCommit;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.work.Loops;
import dev.waypost.platform.work.Worker;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Which tenants have users whose number is not their key. Of all other tenants a number alone needs no question.
///
/// A tenant is asked about once. Which tenants got such users since, on any process, is asked for all of them together:
/// one question per tenant and half minute is one for most webhooks where tenants are many.
@Singleton
final class AliasedNumbers implements Worker {
    private static final int MOST_TENANTS = 200_000;
    private static final Duration INTERVAL = Duration.ofSeconds(2);

    /// What is not heard of for so long is asked again.
    static final Duration CURRENT_FOR = Duration.ofSeconds(20);

    /// How far back it is asked: a row is visible some time after the moment that it bears.
    static final Duration BACK = Duration.ofMinutes(1);

    private final UserStore store;
    private final LongSupplier nanos;
    private final Cache<String, Boolean> known;
    private final GroupCommit<String, Boolean> questions;
    private final Loops loops = new Loops();
    private volatile long heard;

    @Inject
    AliasedNumbers(UserStore store, StoreTime time, Caches caches) {
        this(store, time, caches, System::nanoTime);
    }

    AliasedNumbers(UserStore store, StoreTime time, Caches caches, LongSupplier nanos) {
        this.store = store;
        this.nanos = nanos;
        this.known = caches.named(
                "user-tenants",
                Caffeine.newBuilder().maximumSize(MOST_TENANTS).recordStats().build());
        this.questions = new GroupCommit<>(
                "user-tenants", 256, Duration.ofMillis(1), ids -> time.of(() -> store.haveAliasedNumbers(ids)));
        this.heard = nanos.getAsLong() - CURRENT_FOR.toNanos();
    }

    /// @throws dev.waypost.platform.fault.Fault when it has to be asked and nobody answers
    boolean areIn(String tenantId) {
        @Nullable Boolean held = known.getIfPresent(tenantId);
        if (held != null && (held || isCurrent(nanos.getAsLong()))) {
            return held;
        }
        // What somebody found meanwhile is newer than an answer that says no.
        return known.asMap().merge(tenantId, questions.submit(tenantId), Boolean::logicalOr);
    }

    void foundIn(String tenantId) {
        known.put(tenantId, true);
    }

    @Override
    public void start() {
        loops.every("user-tenants", INTERVAL, this::hearIfItCan);
    }

    private void hearIfItCan() {
        try {
            hear();
        } catch (Fault away) {
            // After a while each tenant is asked about anew, and says what is wrong to whoever asks.
        }
    }

    /// Learns which tenants got such users lately.
    void hear() {
        long asked = nanos.getAsLong();
        List<String> lately = store.gotAliasedNumbers(BACK);
        if (!isCurrent(asked)) {
            known.invalidateAll();
        }
        lately.forEach(this::foundIn);
        heard = asked;
    }

    private boolean isCurrent(long now) {
        return now - heard < CURRENT_FOR.toNanos();
    }

    @Override
    public void close() {
        loops.close();
    }

    /// Later: webhooks that are under way ask until the door is closed.
    @PreDestroy
    void end() {
        questions.close();
    }
}
