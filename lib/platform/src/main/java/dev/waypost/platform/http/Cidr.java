package dev.waypost.platform.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/// A network: an address and how many of its leading bits count.
///
/// IPv4 written as IPv6 (`::ffff:10.0.0.0/104`) is the IPv4 network that it means.
public record Cidr(byte[] network, int bits) {
    /// Reads `10.1.0.0/16`, `2001:db8::/32`, or an address alone.
    ///
    /// @throws IllegalArgumentException when it is none; never looks up a name
    public static Cidr parse(String text) {
        int slash = text.indexOf('/');
        String host = slash < 0 ? text : text.substring(0, slash);
        if (!host.matches("[0-9.]{7,15}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
            throw new IllegalArgumentException("no network: " + text);
        }
        byte[] network = InetAddress.ofLiteral(host).getAddress();
        int offset = network.length == 4 && host.indexOf(':') >= 0 ? 96 : 0;
        int bits = slash < 0 ? network.length * 8 : length(text, text.substring(slash + 1)) - offset;
        if (bits < 0 || bits > network.length * 8) {
            throw new IllegalArgumentException("no network: " + text);
        }
        return new Cidr(network, bits);
    }

    private static int length(String text, String digits) {
        if (!digits.matches("0|[1-9][0-9]{0,2}")) {
            throw new IllegalArgumentException("no network: " + text);
        }
        return Integer.parseInt(digits);
    }

    public boolean contains(InetAddress address) {
        byte[] other = address.getAddress();
        if (other.length != network.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> (bit % 8);
            if ((other[bit / 8] & mask) != (network[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }

    /// Whether bits behind the length are set: then a person meant one address, or another length.
    public boolean hasHostBits() {
        return !Arrays.equals(network, masked());
    }

    /// The network without what stands behind its length, as `10.0.0.0/8`.
    @Override
    public String toString() {
        try {
            return InetAddress.getByAddress(masked()).getHostAddress() + "/" + bits;
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four or sixteen bytes are an address", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Cidr cidr && bits == cidr.bits && Arrays.equals(network, cidr.network);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(network) + bits;
    }

    private byte[] masked() {
        byte[] masked = network.clone();
        for (int bit = bits; bit < masked.length * 8; bit++) {
            masked[bit / 8] &= (byte) ~(0x80 >> (bit % 8));
        }
        return masked;
    }
}
