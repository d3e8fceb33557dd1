package dev.waypost.platform.http;

import dev.waypost.platform.settings.SettingsRefused;
import java.net.InetAddress;
import java.net.UnknownHostException;

/// A network: an address and how many of its leading bits count.
record Cidr(byte[] network, int bits) {
    static Cidr parse(String text) {
        try {
            int slash = text.indexOf('/');
            String host = slash < 0 ? text : text.substring(0, slash);
            if (!host.matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
                throw new UnknownHostException(host);
            }
            byte[] network = InetAddress.getByName(host).getAddress();
            int bits = slash < 0 ? network.length * 8 : Integer.parseInt(text.substring(slash + 1));
            if (bits < 0 || bits > network.length * 8) {
                throw new NumberFormatException();
            }
            return new Cidr(network, bits);
        } catch (UnknownHostException | NumberFormatException e) {
            throw new SettingsRefused(
                    "waypost.http.allowed-cidrs: value: " + text + " (expected: networks like 10.1.0.0/16)");
        }
    }

    boolean contains(InetAddress address) {
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
}
