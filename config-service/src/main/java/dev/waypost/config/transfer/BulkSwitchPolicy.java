package dev.waypost.config.transfer;

import dev.waypost.config.endpoint.EndpointMoves.Place;
import dev.waypost.platform.fault.Reason;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What a bulk switch does to one tenant.
final class BulkSwitchPolicy {
    private BulkSwitchPolicy() {}

    sealed interface Decision {
        /// The role moves to a standby.
        record Switch(Place from, Place to) implements Decision {}

        /// The active endpoint gets another address.
        record Readdress(Place place) implements Decision {}

        record Leave(String why) implements Decision {}

        record Impossible(Reason reason, String why) implements Decision {}
    }

    /// @param held the tenant's endpoints, the active one first, then by priority
    static Decision decide(List<Place> held, BulkSwitchSpec spec) {
        Optional<Place> first =
                held.stream().filter(p -> p.role().equals("ACTIVE")).findFirst();
        if (first.isEmpty()) {
            return new Decision.Impossible(Reason.NO_ROUTE, "the tenant has no active endpoint");
        }
        Place active = first.get();
        if (!spec.server().isEmpty() && !isOn(active.apiUrl(), spec.server())) {
            return new Decision.Leave("its active endpoint " + active.endpointId() + " is not on " + spec.server());
        }
        if (!spec.toServer().isEmpty()) {
            return isOn(active.apiUrl(), spec.toServer())
                    ? new Decision.Leave("its active endpoint is on " + spec.toServer() + " already")
                    : new Decision.Readdress(active);
        }
        return held.stream()
                .filter(p -> p.role().equals("STANDBY") && p.usable())
                // A standby on the very server that shall be left is none.
                .filter(p -> spec.server().isEmpty() || !isOn(p.apiUrl(), spec.server()))
                .findFirst()
                .<Decision>map(standby -> new Decision.Switch(active, standby))
                .orElseGet(() -> new Decision.Impossible(Reason.NO_ROUTE, "the tenant has no usable standby"));
    }

    /// Whether the URL's host and port are these; a port that is left out is the scheme's own.
    static boolean isOn(String apiUrl, String server) {
        URI uri = URI.create(apiUrl);
        URI named = URI.create(uri.getScheme() + "://" + server);
        return host(uri).equals(host(named)) && port(uri) == port(named);
    }

    private static String host(URI uri) {
        return uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
    }

    private static int port(URI uri) {
        if (uri.getPort() != -1) {
            return uri.getPort();
        }
        return "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
    }
}
