package dev.waypost.providers.meta;

import dev.waypost.platform.http.HttpCall;
import dev.waypost.providers.EndpointAccess;
import dev.waypost.providers.HttpBody;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/// Builds Graph calls from what an endpoint says.
final class MetaCalls {
    private static final String DEFAULT_VERSION = "v23.0";
    private static final Pattern ID = Pattern.compile("[0-9A-Za-z_-]{1,64}");
    private static final Pattern VERSION = Pattern.compile("v\\d{1,3}\\.\\d{1,2}");

    private MetaCalls() {}

    /// A call on the endpoint's phone number node.
    ///
    /// @throws IllegalArgumentException when the endpoint lacks what the address is made of
    static HttpCall onNumber(EndpointAccess endpoint, String method, String suffix, HttpBody body, Duration timeout) {
        return on(endpoint, number(endpoint), method, suffix, body, timeout);
    }

    /// A read of something that belongs to the endpoint's business account.
    ///
    /// @throws IllegalArgumentException when the endpoint lacks what the address is made of
    static HttpCall onBusinessAccount(EndpointAccess endpoint, String suffix, Duration timeout) {
        String account = endpoint.wabaId();
        if (account == null || !ID.matcher(account).matches()) {
            throw new IllegalArgumentException("the endpoint has no valid wabaId");
        }
        return on(endpoint, account, "GET", suffix, HttpBody.NONE, timeout);
    }

    /// A read of what a token is.
    ///
    /// @throws IllegalArgumentException when the endpoint lacks what the address is made of
    static HttpCall onToken(EndpointAccess endpoint, String suffix, Duration timeout) {
        return on(endpoint, "debug_token", "GET", suffix, HttpBody.NONE, timeout);
    }

    private static HttpCall on(
            EndpointAccess endpoint, String node, String method, String suffix, HttpBody body, Duration timeout) {
        String version = version(endpoint);
        String base = endpoint.apiUrl().replaceAll("/+$", "");
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Authorization", "Bearer " + endpoint.apiKey().reveal());
        if (body.bytes().length > 0) {
            headers.put("Content-Type", body.contentType());
        }
        return new HttpCall(
                method, URI.create(base + "/" + version + "/" + node + suffix), headers, body.bytes(), timeout);
    }

    /// @throws IllegalArgumentException when the endpoint has none that can stand in a path
    static String number(EndpointAccess endpoint) {
        String number = endpoint.phoneNumberId();
        if (number == null || !ID.matcher(number).matches()) {
            throw new IllegalArgumentException("the endpoint has no valid phoneNumberId");
        }
        return number;
    }

    /// @throws IllegalArgumentException when the endpoint names one that cannot be
    static String version(EndpointAccess endpoint) {
        String version = endpoint.apiVersion() == null || endpoint.apiVersion().isBlank()
                ? DEFAULT_VERSION
                : endpoint.apiVersion();
        if (!VERSION.matcher(version).matches()) {
            throw new IllegalArgumentException("apiVersion: " + version + " (expected: like v23.0)");
        }
        return version;
    }
}
