package dev.waypost.platform.http;

import java.net.UnknownHostException;

final class AddressRefused extends UnknownHostException {
    AddressRefused(String why) {
        super(why);
    }
}
