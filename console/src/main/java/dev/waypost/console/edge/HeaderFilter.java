package dev.waypost.console.edge;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;

/// Tells browsers and caches what to make of every answer: no guessing of types, no keeping, no framing.
@ServerFilter("/**")
final class HeaderFilter {
    @ResponseFilter
    void harden(MutableHttpResponse<?> response) {
        response.header("X-Content-Type-Options", "nosniff");
        if (!response.getHeaders().contains("Referrer-Policy")) {
            response.header("Referrer-Policy", "no-referrer");
        }
        if (!response.getHeaders().contains(HttpHeaders.CACHE_CONTROL)) {
            response.header(HttpHeaders.CACHE_CONTROL, "no-store");
        }
        if (!response.getHeaders().contains("Content-Security-Policy")) {
            response.header("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        }
    }
}
