package dev.waypost.platform.grpc;

import dev.waypost.platform.settings.SettingsRefused;
import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.StatusOr;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Resolves a list of `host:port`, every name to all of its addresses, so that calls spread over all of them.
final class AddressList extends NameResolverProvider {
    private final List<InetSocketAddress> addresses;

    AddressList(String setting, String text) {
        this.addresses = Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(one -> !one.isEmpty())
                .map(one -> parse(setting, one))
                .toList();
        if (addresses.isEmpty()) {
            throw new SettingsRefused(setting + ": value: " + text + " (expected: host:port[,host:port])");
        }
    }

    private static InetSocketAddress parse(String setting, String text) {
        int colon = text.lastIndexOf(':');
        try {
            return InetSocketAddress.createUnresolved(
                    text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            throw new SettingsRefused(setting + ": value: " + text + " (expected: host:port)");
        }
    }

    @Override
    protected boolean isAvailable() {
        return true;
    }

    @Override
    protected int priority() {
        return 5;
    }

    @Override
    public String getDefaultScheme() {
        return "waypost";
    }

    @Override
    public NameResolver newNameResolver(URI target, NameResolver.Args args) {
        return new NameResolver() {
            private NameResolver.Listener2 listener = NO_LISTENER;

            @Override
            public String getServiceAuthority() {
                return "waypost";
            }

            @Override
            public void start(NameResolver.Listener2 started) {
                listener = started;
                refresh();
            }

            @Override
            public void refresh() {
                // Off the channel's thread: a name server may be slow.
                Thread.ofVirtual().start(() -> {
                    var result = ResolutionResult.newBuilder()
                            .setAddressesOrError(StatusOr.fromValue(resolved()))
                            .build();
                    args.getSynchronizationContext().execute(() -> listener.onResult2(result));
                });
            }

            @Override
            public void shutdown() {}
        };
    }

    /// Every address of every name; a name that does not resolve stands for itself.
    List<InetSocketAddress> all() {
        return resolved().stream()
                .flatMap(group -> group.getAddresses().stream())
                .map(InetSocketAddress.class::cast)
                .toList();
    }

    private List<EquivalentAddressGroup> resolved() {
        var groups = new ArrayList<EquivalentAddressGroup>();
        for (InetSocketAddress address : addresses) {
            try {
                for (InetAddress found : InetAddress.getAllByName(address.getHostString())) {
                    groups.add(new EquivalentAddressGroup(new InetSocketAddress(found, address.getPort())));
                }
            } catch (UnknownHostException e) {
                // Kept unresolved: connecting fails, backs off and asks again.
                groups.add(new EquivalentAddressGroup(address));
            }
        }
        return groups;
    }

    private static final NameResolver.Listener2 NO_LISTENER = new NameResolver.Listener2() {
        @Override
        public void onResult(NameResolver.ResolutionResult result) {}

        @Override
        public void onError(io.grpc.Status error) {}
    };
}
