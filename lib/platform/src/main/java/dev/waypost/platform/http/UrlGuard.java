package dev.waypost.platform.http;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Decides whether a URL that a user gave may be called, and resolves its name for who calls it.
final class UrlGuard {
    private final HttpSettings settings;
    private final AddressPolicy policy;

    UrlGuard(HttpSettings settings) {
        this.settings = settings;
        this.policy = new AddressPolicy(settings.allowedCidrs());
    }

    /// Looks at everything, the addresses of the name included.
    Optional<UrlRefusal> refusal(URI uri) {
        Optional<UrlRefusal> refused = refusalBeforeResolving(uri);
        if (refused.isPresent()) {
            return refused;
        }
        try {
            resolve(uri.getHost());
            return Optional.empty();
        } catch (AddressRefused e) {
            return Optional.of(e.refusal());
        } catch (UnknownHostException e) {
            return Optional.of(unresolved());
        }
    }

    /// Looks at what the URL itself says; resolves a name only where plain http hangs on its addresses.
    Optional<UrlRefusal> refusalBeforeResolving(URI uri) {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !scheme.equals("http")) {
            return refused(UrlRefusal.Kind.MALFORMED, "the scheme is not https");
        }
        String host = uri.getHost();
        if (host == null || host.isEmpty()) {
            return refused(UrlRefusal.Kind.MALFORMED, "there is no host");
        }
        if (uri.getUserInfo() != null) {
            return refused(UrlRefusal.Kind.CREDENTIALS, "there are credentials in the URL");
        }
        boolean plain = scheme.equals("http") && !settings.allowPlainHttp();
        if (!isLiteral(host) && !plain) {
            return Optional.empty();
        }
        try {
            // Nobody asks a resolver for a literal address, so it is looked at here; a name only for plain http.
            List<InetAddress> addresses = resolve(host);
            return plain && !addresses.stream().allMatch(policy::isExcepted)
                    ? refused(UrlRefusal.Kind.NOT_HTTPS, "plain http is not allowed towards public addresses")
                    : Optional.empty();
        } catch (AddressRefused e) {
            return Optional.of(e.refusal());
        } catch (UnknownHostException e) {
            return Optional.of(unresolved());
        }
    }

    /// All addresses of the name.
    ///
    /// @throws AddressRefused when any of them must not be called
    List<InetAddress> resolve(String host) throws UnknownHostException {
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        List<InetAddress> addresses = List.of(InetAddress.getAllByName(bare));
        for (InetAddress address : addresses) {
            if (!policy.allows(address)) {
                throw AddressRefused.of(host, address);
            }
        }
        return addresses;
    }

    static boolean isLiteral(String host) {
        return host.startsWith("[") || host.matches("[0-9.]+");
    }

    private static UrlRefusal unresolved() {
        return new UrlRefusal(UrlRefusal.Kind.UNRESOLVED, "its name does not resolve");
    }

    private static Optional<UrlRefusal> refused(UrlRefusal.Kind kind, String detail) {
        return Optional.of(new UrlRefusal(kind, detail));
    }
}
