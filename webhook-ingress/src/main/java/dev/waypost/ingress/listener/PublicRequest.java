package dev.waypost.ingress.listener;

import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One complete request from outside: its body is within the limit and exactly as sent.
///
/// @param peer the address that opened the connection
/// @param path as sent, percent-escapes included, without the query
/// @param query as sent, without the question mark; empty when there is none
public record PublicRequest(
        InetAddress peer, String method, String path, String query, HttpHeaders headers, byte[] body) {

    static PublicRequest of(InetAddress peer, String method, String uri, HttpHeaders headers, byte[] body) {
        int mark = uri.indexOf('?');
        return mark < 0
                ? new PublicRequest(peer, method, uri, "", headers, body)
                : new PublicRequest(peer, method, uri.substring(0, mark), uri.substring(mark + 1), headers, body);
    }

    /// The value of a header that may be there once; a repeated header counts as absent.
    public @Nullable String header(CharSequence name) {
        @Nullable String value = headers.get(name);
        if (value == null) {
            return null;
        }
        List<String> all = headers.getAll(name);
        return all.size() == 1 ? value : null;
    }
}
