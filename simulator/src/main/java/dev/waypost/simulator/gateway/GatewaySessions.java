package dev.waypost.simulator.gateway;

import dev.waypost.simulator.gateway.GatewayAccount.Gateway;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The sessions of every gateway.
public final class GatewaySessions {
    private final InstantSource clock;
    private final Map<Key, GatewaySession> sessions = new ConcurrentHashMap<>();

    private record Key(Gateway gateway, String session) {}

    public GatewaySessions(InstantSource clock) {
        this.clock = clock;
    }

    /// Registers, or replaces what was registered under the same name.
    ///
    /// @return whether something was replaced
    public boolean put(GatewayAccount account) {
        var session = new GatewaySession(account, clock);
        return sessions.put(new Key(account.gateway(), account.session()), session) != null;
    }

    public Optional<GatewaySession> find(Gateway gateway, String session) {
        return Optional.ofNullable(sessions.get(new Key(gateway, session)));
    }

    void remove(Gateway gateway, String session) {
        sessions.remove(new Key(gateway, session));
    }

    List<GatewaySession> of(Gateway gateway) {
        return sessions.values().stream()
                .filter(session -> session.account().gateway() == gateway)
                .toList();
    }

    /// The session of a gateway that has only one.
    Optional<GatewaySession> only(Gateway gateway) {
        List<GatewaySession> all = of(gateway);
        return all.size() == 1 ? Optional.of(all.getFirst()) : Optional.empty();
    }

    /// A server asks for its key before it says which sessions it has.
    boolean knowsKey(Gateway gateway, String key) {
        return of(gateway).stream()
                .anyMatch(session -> session.account().apiKey().equals(key));
    }

    public void clear() {
        sessions.clear();
    }
}
