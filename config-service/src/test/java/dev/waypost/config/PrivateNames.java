package dev.waypost.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.Map;
import java.util.stream.Stream;

/// Names that anybody could register, and that lead inside. Everything else is resolved as ever.
public final class PrivateNames extends InetAddressResolverProvider {
    private static final byte[] INSIDE = {10, 0, 0, 7};
    private static final byte[] OUTSIDE = {93, (byte) 184, (byte) 215, 14};
    private static final byte[] METADATA = {(byte) 169, (byte) 254, (byte) 169, (byte) 254};
    private static final Map<String, byte[][]> NAMES = Map.of(
            "inside.example.net", new byte[][] {INSIDE},
            "both.example.net", new byte[][] {OUTSIDE, INSIDE},
            "metadata.example.net", new byte[][] {METADATA},
            "public.example.net", new byte[][] {OUTSIDE});

    @Override
    public InetAddressResolver get(Configuration configuration) {
        InetAddressResolver builtin = configuration.builtinResolver();
        return new InetAddressResolver() {
            @Override
            public Stream<InetAddress> lookupByName(String host, LookupPolicy policy) throws UnknownHostException {
                byte[][] addresses = NAMES.get(host);
                if (addresses == null) {
                    return builtin.lookupByName(host, policy);
                }
                var found = Stream.<InetAddress>builder();
                for (byte[] address : addresses) {
                    found.add(InetAddress.getByAddress(host, address));
                }
                return found.build();
            }

            @Override
            public String lookupByAddress(byte[] address) throws UnknownHostException {
                return builtin.lookupByAddress(address);
            }
        };
    }

    @Override
    public String name() {
        return "names of the tests";
    }
}
