package dev.waypost.send.erase;

import io.grpc.Status;
import io.micronaut.context.annotation.Replaces;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Stands where webhook-ingress stands: says which names belong together, and is away when a test wants it so.
@Singleton
@Replaces(IngressEventsApi.class)
class KnownEvents implements ReceivedEvents {
    static final Set<String> AWAY = ConcurrentHashMap.newKeySet();
    static final Map<String, List<String>> LINKED = new ConcurrentHashMap<>();

    @Override
    public Erased erase(String tenantId, String requestId, List<String> users, String from) {
        if (AWAY.contains(tenantId)) {
            throw Status.UNAVAILABLE.asRuntimeException();
        }
        List<String> names = new ArrayList<>(users);
        users.forEach(user -> names.addAll(LINKED.getOrDefault(user, List.of())));
        return new Erased(1, from.isEmpty() ? "more" : "", names);
    }
}
