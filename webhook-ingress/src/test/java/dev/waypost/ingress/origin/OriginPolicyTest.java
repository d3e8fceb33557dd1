package dev.waypost.ingress.origin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.platform.http.Cidr;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class OriginPolicyTest {
    private static final List<Cidr> PROXIES = List.of(Cidr.parse("10.0.0.0/8"), Cidr.parse("fd00::/8"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "10.0.0.1 | 203.0.113.5                           | 203.0.113.5",
                "10.0.0.1 | 198.51.100.1, 203.0.113.5             | 203.0.113.5",
                "10.0.0.1 | 198.51.100.1, 203.0.113.5, 10.2.2.2   | 203.0.113.5",
                "fd00::1  | 2001:db8::7                           | 2001:db8::7",
                "10.0.0.1 | 203.0.113.5:4711                      | 203.0.113.5",
                "10.0.0.1 | [2001:db8::7]:4711                    | 2001:db8::7",
                "10.0.0.1 | ::ffff:203.0.113.5                    | 203.0.113.5",
                "10.0.0.1 | 198.51.100.1, unknown                 | 10.0.0.1",
                "8.8.8.8  | 203.0.113.5                           | 8.8.8.8"
            })
    void the_last_address_that_a_trusted_proxy_vouches_for_counts(String peer, String header, String origin) {
        assertThat(OriginPolicy.origin(InetAddress.ofLiteral(peer), List.of(header), PROXIES))
                .isEqualTo(InetAddress.ofLiteral(origin));
    }

    @Test
    void without_a_trusted_proxy_or_without_a_header_the_socket_counts() {
        InetAddress peer = InetAddress.ofLiteral("10.0.0.1");

        assertThat(OriginPolicy.origin(peer, List.of("203.0.113.5"), List.of())).isEqualTo(peer);
        assertThat(OriginPolicy.origin(peer, List.of(), PROXIES)).isEqualTo(peer);
        assertThat(OriginPolicy.origin(peer, List.of("198.51.100.1", "203.0.113.5"), PROXIES))
                .isEqualTo(InetAddress.ofLiteral("203.0.113.5"));
    }
}
