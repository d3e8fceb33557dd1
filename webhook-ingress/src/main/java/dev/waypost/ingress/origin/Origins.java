package dev.waypost.ingress.origin;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.waypost.configclient.Endpoint;
import dev.waypost.ingress.listener.PublicRequest;
import dev.waypost.platform.http.Cidr;
import dev.waypost.platform.settings.SettingsRefused;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Knows which address a webhook comes from, and whether the endpoint takes webhooks from there.
@Singleton
public final class Origins {
    private final List<Cidr> proxies;
    /// By identity: an endpoint of a newer snapshot is another one, so a changed list counts at once.
    private final LoadingCache<Endpoint, List<Cidr>> allowed = Caffeine.newBuilder()
            .weakKeys()
            .maximumSize(100_000)
            .build(endpoint -> endpoint.allowedCidrs().stream()
                    .flatMap(text -> network(text).stream())
                    .toList());

    Origins(OriginSettings settings) {
        this.proxies = Arrays.stream(settings.trustedProxies().split(","))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .map(Origins::proxy)
                .toList();
    }

    /// Whether the endpoint takes a webhook from where this one comes from.
    public boolean allows(Endpoint endpoint, PublicRequest request) {
        if (endpoint.allowedCidrs().isEmpty()) {
            return true;
        }
        InetAddress origin = of(request);
        return allowed.get(endpoint).stream().anyMatch(network -> network.contains(origin));
    }

    /// Whether it is one of the trusted proxies, which come for many.
    public boolean isProxy(InetAddress address) {
        return OriginPolicy.isTrusted(address, proxies);
    }

    /// The address that opened the connection, or the one that trusted proxies say they forward for.
    InetAddress of(PublicRequest request) {
        return OriginPolicy.origin(request.peer(), request.headers().getAll("x-forwarded-for"), proxies);
    }

    /// One that cannot be read allows nobody, and costs its siblings nothing.
    private static Optional<Cidr> network(String text) {
        try {
            return Optional.of(Cidr.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Cidr proxy(String text) {
        try {
            return Cidr.parse(text);
        } catch (IllegalArgumentException e) {
            throw new SettingsRefused(
                    "waypost.ingress.origin.trusted-proxies: value: " + text + " (expected: networks like 10.0.0.0/8)");
        }
    }
}
