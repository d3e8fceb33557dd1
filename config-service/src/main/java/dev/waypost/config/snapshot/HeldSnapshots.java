package dev.waypost.config.snapshot;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.protobuf.ByteString;
import dev.waypost.configclient.SealedSnapshot;
import dev.waypost.configclient.SnapshotCodec;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Snapshots ready to be sent, for as long as their tenants stay at the revision that they show.
@Singleton
final class HeldSnapshots {
    /// Entry, key and message around the JSON.
    private static final int ALONE = 300;

    /// @param database a revision says nothing in another database
    private record Held(String database, ReadySnapshot snapshot) {}

    private final SnapshotStore store;
    private final Cache<String, Held> held;

    HeldSnapshots(SnapshotStore store, LookupSettings settings) {
        this.store = store;
        this.held = Caffeine.newBuilder()
                .maximumWeight(settings.maxMegabytes() * 1_000_000L)
                .weigher((String tenantId, Held one) ->
                        ALONE + one.snapshot().json().size())
                .build();
    }

    /// The tenant as it is at the place's revision; null when it must be read.
    @Nullable
    ReadySnapshot find(Place place) {
        @Nullable Held one = held.getIfPresent(place.tenantId());
        return one != null
                        && one.snapshot().revision() == place.revision()
                        && one.database().equals(place.database())
                ? one.snapshot()
                : null;
    }

    /// These tenants as they are now, by id; those that are gone are left out.
    Map<String, ReadySnapshot> read(String database, Collection<String> tenantIds) {
        var found = new HashMap<String, ReadySnapshot>();
        store.read(tenantIds).forEach((tenantId, read) -> {
            ReadySnapshot snapshot = ready(read);
            found.put(tenantId, snapshot);
            held.put(tenantId, new Held(database, snapshot));
        });
        return found;
    }

    private static ReadySnapshot ready(SealedSnapshot snapshot) {
        return new ReadySnapshot(
                snapshot.tenantId(), snapshot.revision(), ByteString.copyFromUtf8(SnapshotCodec.encode(snapshot)));
    }
}
