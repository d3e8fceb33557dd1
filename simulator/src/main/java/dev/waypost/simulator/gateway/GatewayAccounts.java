package dev.waypost.simulator.gateway;

import dev.waypost.simulator.gateway.GatewayAccount.Gateway;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The registered sessions of every gateway.
public final class GatewayAccounts {
    private record Key(Gateway gateway, String session) {}

    private final Map<Key, GatewayAccount> accounts = new ConcurrentHashMap<>();

    /// Registers, or replaces what was registered under the same name.
    ///
    /// @return whether something was replaced
    public boolean put(GatewayAccount account) {
        return accounts.put(new Key(account.gateway(), account.session()), account) != null;
    }

    Optional<GatewayAccount> find(Gateway gateway, String session) {
        return Optional.ofNullable(accounts.get(new Key(gateway, session)));
    }

    /// The session of a gateway that has only one.
    Optional<GatewayAccount> only(Gateway gateway) {
        return accounts.values().stream()
                .filter(account -> account.gateway() == gateway)
                .findFirst();
    }

    /// A server asks for its key before it says which sessions it has.
    boolean knowsKey(Gateway gateway, String key) {
        return accounts.values().stream()
                .anyMatch(account ->
                        account.gateway() == gateway && account.apiKey().equals(key));
    }

    public void clear() {
        accounts.clear();
    }
}
