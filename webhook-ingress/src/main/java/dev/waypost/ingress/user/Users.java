package dev.waypost.ingress.user;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.waypost.ingress.away.StoreTime;
import dev.waypost.ingress.cache.Caches;
import dev.waypost.lanes.GroupCommit;
import dev.waypost.platform.fault.Fault;
import dev.waypost.providers.InboundEvent;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Knows each user by one name, whatever an event calls them: a conversation keeps its order when a number appears,
/// disappears or changes.
///
/// A user seen before costs a look into memory. The questions about new ones make one statement for many.
@Singleton
public class Users {
    private static final int MOST_KNOWN = 200_000;
    private static final long PAUSE_NANOS = Duration.ofSeconds(2).toNanos();

    private final Cache<UserStore.Alias, String> known;
    private final UserStore store;
    private final GroupCommit<UserNames, String> questions;
    private final AliasedNumbers aliased;
    private volatile long awayUntil = System.nanoTime();

    Users(UserStore store, AliasedNumbers aliased, StoreTime time, Caches caches) {
        this.store = store;
        this.aliased = aliased;
        this.known = caches.named(
                "users",
                Caffeine.newBuilder().maximumSize(MOST_KNOWN).recordStats().build());
        this.questions =
                new GroupCommit<>("users", 256, Duration.ofMillis(1), users -> time.of(() -> store.keys(users)));
    }

    /// The name that stays; empty for an event that is about nobody.
    public String keyOf(String tenantId, InboundEvent event) {
        @Nullable String user = event.user();
        if (user == null && event.formerUser() == null) {
            return "";
        }
        try {
            boolean onlyNumber = event.scopedUser() == null && event.formerUser() == null;
            return onlyNumber && user != null && UserNames.isNumber(user)
                    ? ofNumber(tenantId, user)
                    : ofNames(UserNames.of(tenantId, event));
        } catch (Fault away) {
            // Order may suffer where somebody's name changes just now; a webhook that is not taken would be worse.
            awayUntil = System.nanoTime() + PAUSE_NANOS;
            return UserNames.of(tenantId, event).firstKey();
        }
    }

    /// The names that stay of users whom events of earlier name so, in one question.
    public Map<String, String> keysOf(String tenantId, Set<String> users) {
        List<String> names = List.copyOf(users);
        List<String> keys = names.isEmpty()
                ? List.of()
                : store.keys(names.stream()
                        .map(name -> UserNames.called(tenantId, name))
                        .toList());
        var byName = new HashMap<String, String>();
        for (int i = 0; i < names.size(); i++) {
            byName.put(names.get(i), keys.get(i));
        }
        return byName;
    }

    private String ofNumber(String tenantId, String number) {
        @Nullable String key = known.getIfPresent(new UserStore.Alias(tenantId, number));
        if (key != null || isAway()) {
            return key == null ? number : key;
        }
        return aliased.areIn(tenantId) ? ofNames(new UserNames(tenantId, List.of(number), false)) : number;
    }

    private String ofNames(UserNames user) {
        @Nullable String key = null;
        boolean all = true;
        for (String name : user.names()) {
            @Nullable String found = known.getIfPresent(new UserStore.Alias(user.tenantId(), name));
            all &= found != null;
            key = key == null ? found : key;
        }
        if (key != null && all) {
            return key;
        }
        if (isAway()) {
            return key == null ? user.firstKey() : key;
        }
        String asked = questions.submit(user);
        for (String name : user.names()) {
            known.put(new UserStore.Alias(user.tenantId(), name), asked);
            if (UserNames.isNumber(name) && !name.equals(asked)) {
                aliased.foundIn(user.tenantId());
            }
        }
        return asked;
    }

    private boolean isAway() {
        return System.nanoTime() - awayUntil < 0;
    }

    @PreDestroy
    void close() {
        questions.close();
    }
}
