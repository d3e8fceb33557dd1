package dev.waypost.platform.http;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// Decides whether an address may be called: public ones may, others only when the operator allowed their network.
final class AddressPolicy {
    private static final Set<InetAddress> METADATA = Set.of(
            InetAddress.ofLiteral("169.254.169.254"),
            InetAddress.ofLiteral("169.254.170.2"),
            InetAddress.ofLiteral("100.100.100.200"),
            // A public range, and yet answered by the host of the machine.
            InetAddress.ofLiteral("168.63.129.16"),
            InetAddress.ofLiteral("fd00:ec2::254"));
    private static final List<Cidr> INSIDE = List.of(
            Cidr.parse("10.0.0.0/8"),
            Cidr.parse("172.16.0.0/12"),
            Cidr.parse("192.168.0.0/16"),
            Cidr.parse("100.64.0.0/10"),
            Cidr.parse("fc00::/7"),
            Cidr.parse("fec0::/10"));

    private final List<Cidr> allowed;

    AddressPolicy(String allowedCidrs) {
        this.allowed = Arrays.stream(allowedCidrs.split(","))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .map(UrlGuard::network)
                .toList();
    }

    boolean allows(InetAddress address) {
        return isPublic(address) || isExcepted(address);
    }

    /// Whether the operator named the address's network: plain http is fine there.
    boolean isExcepted(InetAddress address) {
        return allowed.stream().anyMatch(cidr -> cidr.contains(address));
    }

    /// What an address that is not public is.
    static UrlRefusal.Kind kindOf(InetAddress address) {
        if (METADATA.contains(address)) {
            return UrlRefusal.Kind.METADATA;
        }
        if (address.isLoopbackAddress() || address.isAnyLocalAddress()) {
            return UrlRefusal.Kind.LOOPBACK;
        }
        if (address.isLinkLocalAddress()) {
            return UrlRefusal.Kind.LINK_LOCAL;
        }
        return INSIDE.stream().anyMatch(network -> network.contains(address))
                ? UrlRefusal.Kind.PRIVATE
                : UrlRefusal.Kind.RESERVED;
    }

    static boolean isPublic(InetAddress address) {
        if (METADATA.contains(address)
                || address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return false;
        }
        byte[] bytes = address.getAddress();
        return address instanceof Inet6Address ? isPublic6(bytes) : isPublic4(bytes);
    }

    private static boolean isPublic4(byte[] b) {
        int first = b[0] & 0xff;
        int second = b[1] & 0xff;
        int third = b[2] & 0xff;
        return !(first == 0
                || first >= 240
                || (first == 100 && second >= 64 && second < 128)
                || (first == 192 && second == 0 && (third == 0 || third == 2))
                || (first == 192 && second == 88 && third == 99)
                || (first == 198 && (second == 18 || second == 19 || (second == 51 && third == 100)))
                || (first == 203 && second == 0 && third == 113));
    }

    private static boolean isPublic6(byte[] b) {
        int first = ((b[0] & 0xff) << 8) | (b[1] & 0xff);
        int second = ((b[2] & 0xff) << 8) | (b[3] & 0xff);
        // Only global unicast is public, and of it not the ranges that embed or tunnel to another address.
        boolean global = (first & 0xe000) == 0x2000;
        boolean tunnel = first == 0x2002 || (first == 0x2001 && second == 0);
        boolean documentation = (first == 0x2001 && second == 0x0db8) || (first == 0x3fff && second < 0x1000);
        return global && !tunnel && !documentation;
    }
}
