package dev.waypost.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waypost.platform.settings.SettingsRefused;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressPolicyTest {
    private final AddressPolicy strict = new AddressPolicy("");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "0.0.0.0",
                "10.1.2.3",
                "172.16.0.1",
                "192.168.1.1",
                "169.254.169.254",
                "100.64.0.1",
                "192.0.0.8",
                "192.0.2.1",
                "198.18.0.1",
                "198.51.100.7",
                "203.0.113.9",
                "224.0.0.1",
                "255.255.255.255",
                "::1",
                "::",
                "fe80::1",
                "fc00::1",
                "ff02::1",
                "2001:db8::1",
                "2002:7f00:1::",
                "64:ff9b::a00:1",
                "::ffff:127.0.0.1",
                "2001:0:1::1",
                "100::1"
            })
    void addresses_that_are_not_public_are_refused(String address) throws UnknownHostException {
        assertThat(strict.allows(InetAddress.getByName(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"8.8.8.8", "157.240.1.35", "2a03:2880:f12f:83:face:b00c:0:25de", "100.128.0.1"})
    void public_addresses_are_allowed(String address) throws UnknownHostException {
        assertThat(strict.allows(InetAddress.getByName(address))).isTrue();
    }

    @Test
    void an_operator_may_allow_a_network_and_nothing_beside_it() throws UnknownHostException {
        var policy = new AddressPolicy("127.0.0.0/8, 10.1.0.0/16,fd00:1::/32");

        assertThat(policy.allows(InetAddress.getByName("127.0.0.1"))).isTrue();
        assertThat(policy.allows(InetAddress.getByName("10.1.255.1"))).isTrue();
        assertThat(policy.allows(InetAddress.getByName("10.2.0.1"))).isFalse();
        assertThat(policy.allows(InetAddress.getByName("fd00:1::5"))).isTrue();
        assertThat(policy.allows(InetAddress.getByName("fd00:2::5"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/33", "localhost/8", "10.0.0/x", "abc"})
    void a_network_that_is_none_stops_the_boot(String text) {
        assertThatThrownBy(() -> new AddressPolicy(text))
                .isInstanceOf(SettingsRefused.class)
                .hasMessageContaining(text);
    }
}
