package dev.waypost.send.block;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.waypost.platform.crypto.Signatures;
import dev.waypost.platform.work.Loops;
import dev.waypost.platform.work.Worker;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whom each tenant does not write to, in memory: a look costs no call.
///
/// What this process blocks holds here at once, what another blocks within [BlockSettings#refresh].
@Singleton
public class Blocks implements Worker {
    /// What is known of a user.
    public enum Answer {
        BLOCKED,
        FREE,
        /// The list is too long to remember: the accepting transaction asks.
        ASK
    }

    /// A list that is too long has no users here.
    private record Remembered(Instant changed, long @Nullable [] users) {
        int weight() {
            return users == null ? 1 : users.length + 1;
        }
    }

    private final BlockStore store;
    private final BlockSettings settings;
    private final Cache<String, Remembered> lists;
    private final Loops loops = new Loops();

    Blocks(BlockStore store, BlockSettings settings) {
        this.store = store;
        this.settings = settings;
        this.lists = Caffeine.newBuilder()
                .maximumWeight(settings.rememberedNumbers())
                .weigher((String tenantId, Remembered list) -> list.weight())
                .build();
    }

    public Answer of(String tenantId, String user) {
        // A change that comes while the list is being read waits for the read, and then drops what it gave.
        long[] users = lists.get(tenantId, this::load).users;
        if (users == null) {
            return Answer.ASK;
        }
        return users.length > 0 && Arrays.binarySearch(users, number(user)) >= 0 ? Answer.BLOCKED : Answer.FREE;
    }

    void changed(String tenantId) {
        lists.invalidate(tenantId);
    }

    private Remembered load(String tenantId) {
        BlockStore.Listed listed = store.load(tenantId, settings.rememberedPerTenant());
        List<String> users = listed.users();
        return new Remembered(
                listed.changed(),
                users == null
                        ? null
                        : users.stream().mapToLong(Blocks::number).sorted().toArray());
    }

    /// A phone number is its own; an id of another kind gets one that none of them meets.
    private static long number(String user) {
        if (user.startsWith("+") && user.length() <= 19) {
            return Long.parseLong(user, 1, user.length(), 10);
        }
        return ByteBuffer.wrap(Signatures.sha256(user)).getLong() | Long.MIN_VALUE;
    }

    @Override
    public void start() {
        loops.every("block-lists", settings.refresh(), this::runOnce);
    }

    public void runOnce() {
        if (lists.estimatedSize() == 0) {
            return;
        }
        for (BlockStore.Change change : store.changes()) {
            Remembered list = lists.getIfPresent(change.tenantId());
            if (list != null && list.changed.isBefore(change.time())) {
                lists.invalidate(change.tenantId());
            }
        }
    }

    @Override
    public void close() {
        loops.close();
    }
}
