package dev.waypost.platform.http;

import java.net.InetAddress;
import java.net.UnknownHostException;

final class AddressRefused extends UnknownHostException {
    private static final long serialVersionUID = 1;

    private final UrlRefusal.Kind kind;

    AddressRefused(UrlRefusal refusal) {
        super(refusal.detail());
        this.kind = refusal.kind();
    }

    static AddressRefused of(String host, InetAddress address) {
        return new AddressRefused(new UrlRefusal(
                AddressPolicy.kindOf(address),
                host + " is " + address.getHostAddress() + ", which is not a public address"));
    }

    UrlRefusal refusal() {
        return new UrlRefusal(kind, String.valueOf(getMessage()));
    }
}
