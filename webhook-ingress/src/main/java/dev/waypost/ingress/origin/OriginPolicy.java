package dev.waypost.ingress.origin;

import dev.waypost.platform.http.Cidr;
import java.net.InetAddress;
import java.util.List;

/// Decides which address a request comes from.
///
/// Each proxy appends whom it forwards for. So the list is read from its end: as long as a trusted proxy vouches for
/// it, an entry counts; what stands before the first stranger anybody can have written.
final class OriginPolicy {
    private OriginPolicy() {}

    /// @param peer who opened the connection
    /// @param forwarded the values of X-Forwarded-For, in order
    static InetAddress origin(InetAddress peer, List<String> forwarded, List<Cidr> proxies) {
        InetAddress origin = peer;
        List<String> hops = List.of(String.join(",", forwarded).split(","));
        for (int at = hops.size() - 1; at >= 0 && isTrusted(origin, proxies); at--) {
            try {
                origin = InetAddress.ofLiteral(withoutPort(hops.get(at).strip()));
            } catch (IllegalArgumentException noAddress) {
                return origin;
            }
        }
        return origin;
    }

    static boolean isTrusted(InetAddress address, List<Cidr> proxies) {
        return proxies.stream().anyMatch(proxy -> proxy.contains(address));
    }

    /// Some proxies write `192.0.2.1:4711` and `[2001:db8::1]:4711`.
    private static String withoutPort(String hop) {
        if (hop.startsWith("[")) {
            int end = hop.indexOf(']');
            return end < 0 ? hop : hop.substring(1, end);
        }
        int colon = hop.indexOf(':');
        return colon >= 0 && colon == hop.lastIndexOf(':') ? hop.substring(0, colon) : hop;
    }
}
