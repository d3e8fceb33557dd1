package dev.waypost.simulator.meta;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The registered numbers.
public final class MetaAccounts {
    private final Map<String, MetaAccount> byPhoneNumberId = new ConcurrentHashMap<>();

    /// Registers, or replaces what was registered under the same phone number id.
    ///
    /// @return whether something was replaced
    public boolean put(MetaAccount account) {
        return byPhoneNumberId.put(account.phoneNumberId(), account) != null;
    }

    public Optional<MetaAccount> find(String phoneNumberId) {
        return Optional.ofNullable(byPhoneNumberId.get(phoneNumberId));
    }

    Optional<MetaAccount> ofBusinessAccount(String wabaId, String token) {
        return byPhoneNumberId.values().stream()
                .filter(account ->
                        account.wabaId().equals(wabaId) && account.accessToken().equals(token))
                .findFirst();
    }

    Optional<MetaAccount> ofToken(String token) {
        return byPhoneNumberId.values().stream()
                .filter(account -> account.accessToken().equals(token))
                .findFirst();
    }

    boolean knowsToken(String token) {
        return byPhoneNumberId.values().stream()
                .anyMatch(account -> account.accessToken().equals(token));
    }

    public void clear() {
        byPhoneNumberId.clear();
    }
}
