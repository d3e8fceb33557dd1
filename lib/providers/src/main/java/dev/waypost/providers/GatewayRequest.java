package dev.waypost.providers;

import dev.waypost.platform.http.GuardedHttp;
import dev.waypost.platform.http.HttpAnswer;
import dev.waypost.platform.http.HttpCall;
import dev.waypost.platform.http.HttpFailure;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/// One request to a self-hosted gateway, before it is known where that stands.
///
/// @param path below the endpoint's base address, with its query
public record GatewayRequest(String method, String path, HttpBody body) {

    public static GatewayRequest get(String path) {
        return new GatewayRequest("GET", path, HttpBody.NONE);
    }

    public static GatewayRequest post(String path, Object json) {
        return new GatewayRequest("POST", path, HttpBody.json(json));
    }

    /// @param headers what proves who asks
    public HttpAnswer send(GuardedHttp http, String apiUrl, Map<String, String> headers, Duration timeout)
            throws HttpFailure {
        Map<String, String> all = new LinkedHashMap<>(headers);
        if (body.bytes().length > 0) {
            all.put("Content-Type", body.contentType());
        }
        return http.send(
                new HttpCall(method, URI.create(apiUrl.replaceAll("/+$", "") + path), all, body.bytes(), timeout));
    }
}
