package dev.waypost.platform.http;

import dev.waypost.platform.settings.SettingsRefused;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Decides whether a URL that a user gave may be called, and resolves its name for who calls it.
final class UrlGuard {
    private static final Pattern NUMBER = Pattern.compile("(?:.*\\.)?(?:[0-9]+|0[xX][0-9a-fA-F]*)\\.?");
    private static final Pattern WRITTEN_OUT =
            Pattern.compile("(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\\.(?!$)|$)){4}");

    private final HttpSettings settings;
    private final AddressPolicy policy;

    UrlGuard(HttpSettings settings) {
        this.settings = settings;
        this.policy = new AddressPolicy(settings.allowedCidrs());
    }

    /// Looks at everything, the addresses of the name included.
    Optional<UrlRefusal> refusal(URI uri) {
        Optional<UrlRefusal> refused = refusalOfText(uri);
        return refused.isPresent() ? refused : refusalOfAddresses(uri);
    }

    /// Looks at scheme, host and credentials only.
    static Optional<UrlRefusal> refusalOfText(URI uri) {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !scheme.equals("http")) {
            return refused(UrlRefusal.Kind.MALFORMED, "the scheme is not https");
        }
        String host = uri.getHost();
        if (host == null || host.isEmpty()) {
            return refused(UrlRefusal.Kind.MALFORMED, "there is no host");
        }
        return uri.getUserInfo() == null
                ? Optional.empty()
                : refused(UrlRefusal.Kind.CREDENTIALS, "there are credentials in the URL");
    }

    private Optional<UrlRefusal> refusalOfAddresses(URI uri) {
        try {
            addresses(uri);
            return Optional.empty();
        } catch (AddressRefused e) {
            return Optional.of(e.refusal());
        } catch (UnknownHostException e) {
            return refused(UrlRefusal.Kind.UNRESOLVED, "its name does not resolve");
        }
    }

    /// All addresses that the URL leads to.
    ///
    /// @throws AddressRefused when any of them must not be called, or not in clear
    List<InetAddress> addresses(URI uri) throws UnknownHostException {
        List<InetAddress> addresses = resolve(uri.getHost());
        if (isPlain(uri) && !settings.allowPlainHttp() && !addresses.stream().allMatch(policy::isExcepted)) {
            throw new AddressRefused(
                    new UrlRefusal(UrlRefusal.Kind.NOT_HTTPS, "plain http is not allowed towards public addresses"));
        }
        if (NUMBER.matcher(uri.getHost()).matches()
                && !WRITTEN_OUT.matcher(uri.getHost()).matches()) {
            // What ends in a number is an address, but octal for one reader and decimal for another.
            throw new AddressRefused(new UrlRefusal(
                    UrlRefusal.Kind.MALFORMED, "the address is not four decimal numbers without leading zeros"));
        }
        return addresses;
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

    /// A network that the operator allowed.
    static Cidr network(String text) {
        try {
            return Cidr.parse(text);
        } catch (IllegalArgumentException e) {
            throw new SettingsRefused(
                    "waypost.http.allowed-cidrs: value: " + text + " (expected: networks like 10.1.0.0/16)");
        }
    }

    static boolean isLiteral(String host) {
        return host.startsWith("[") || host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    }

    static boolean isPlain(URI uri) {
        return "http".equalsIgnoreCase(uri.getScheme());
    }

    private static Optional<UrlRefusal> refused(UrlRefusal.Kind kind, String detail) {
        return Optional.of(new UrlRefusal(kind, detail));
    }
}
