package dev.waypost.client;

import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.NameResolverRegistry;
import io.grpc.Status;
import io.grpc.StatusOr;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Resolves `waypost:///host:port,host:port` to all addresses of all hosts; gRPC's own resolvers know one host only.
final class AddressList extends NameResolverProvider {

    private static final String SCHEME = "waypost";

    static {
        NameResolverRegistry.getDefaultRegistry().register(new AddressList());
    }

    /// One `host:port`.
    record HostPort(String host, int port) {

        static HostPort parse(String text) {
            int colon = text.lastIndexOf(':');
            try {
                int port = Integer.parseInt(text.substring(colon + 1));
                if (colon > 0 && port > 0 && port < 65536) {
                    return new HostPort(text.substring(0, colon), port);
                }
            } catch (NumberFormatException e) {
                throw refuse(text);
            }
            throw refuse(text);
        }

        private static IllegalArgumentException refuse(String text) {
            return new IllegalArgumentException("target: '" + text + "' (expected: host:port[,host:port])");
        }

        @Override
        public String toString() {
            return host + ":" + port;
        }
    }

    static List<HostPort> parse(String addresses) {
        return Arrays.stream(addresses.split(",", -1))
                .map(String::strip)
                .map(HostPort::parse)
                .toList();
    }

    static String uri(List<HostPort> addresses) {
        String path = "/" + addresses.stream().map(HostPort::toString).collect(Collectors.joining(","));
        try {
            // Quotes the brackets of IPv6 addresses.
            return new URI(SCHEME, "", path, null).toString();
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("target: '" + path.substring(1) + "' is no address", e);
        }
    }

    @Override
    public String getDefaultScheme() {
        return SCHEME;
    }

    @Override
    public @Nullable NameResolver newNameResolver(URI target, NameResolver.Args args) {
        return SCHEME.equals(target.getScheme())
                ? new Resolver(parse(target.getPath().substring(1)), args)
                : null;
    }

    @Override
    public Collection<Class<? extends SocketAddress>> getProducedSocketAddressTypes() {
        return List.of(InetSocketAddress.class);
    }

    @Override
    protected boolean isAvailable() {
        return true;
    }

    /// Below every other: it must never become the scheme of targets without one.
    @Override
    protected int priority() {
        return 0;
    }

    private static final class Resolver extends NameResolver {

        private final List<HostPort> addresses;
        private final Args args;
        private @Nullable Listener2 listener;

        Resolver(List<HostPort> addresses, Args args) {
            this.addresses = addresses;
            this.args = args;
        }

        @Override
        public String getServiceAuthority() {
            return addresses.getFirst().toString();
        }

        @Override
        public void start(Listener2 listener) {
            this.listener = listener;
            refresh();
        }

        @Override
        public void refresh() {
            Listener2 told = listener;
            if (told != null) {
                // Off the channel's own thread: a name server may be slow.
                Thread.ofVirtual().name("waypost-addresses").start(() -> {
                    ResolutionResult found = resolve();
                    args.getSynchronizationContext().execute(() -> told.onResult2(found));
                });
            }
        }

        @Override
        public void shutdown() {
            listener = null;
        }

        private ResolutionResult resolve() {
            List<EquivalentAddressGroup> found = new ArrayList<>();
            String unknown = "";
            for (HostPort address : addresses) {
                try {
                    for (InetAddress each : InetAddress.getAllByName(address.host())) {
                        found.add(new EquivalentAddressGroup(new InetSocketAddress(each, address.port())));
                    }
                } catch (UnknownHostException e) {
                    unknown = address.host();
                }
            }
            return ResolutionResult.newBuilder()
                    .setAddressesOrError(
                            found.isEmpty()
                                    ? StatusOr.fromStatus(
                                            Status.UNAVAILABLE.withDescription("no address known for " + unknown))
                                    : StatusOr.fromValue(found))
                    .build();
        }
    }
}
