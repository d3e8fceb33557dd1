package dev.waypost.platform.http;

import io.micrometer.core.instrument.Counter;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.LongSupplier;
import okhttp3.Connection;
import okhttp3.Interceptor;
import okhttp3.Protocol;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/// Keeps requests off connections that the other side has closed, or is about to close, because they were idle.
///
/// Such a request fails without an answer, and nobody can say whether it was read. HTTP/2 needs none of this: there
/// the other side says which requests it will not look at.
final class StaleConnections implements Interceptor {
    /// A connection that was in use just now is not looked at: a look costs a millisecond.
    private static final long FRESH_NANOS = Duration.ofMillis(250).toNanos();

    private final long keepNanos;
    private final Counter found;
    private final LongSupplier nanoTime;
    private final Map<Connection, Long> idleSince = Collections.synchronizedMap(new WeakHashMap<>());

    StaleConnections(Duration keepAlive, Counter found, LongSupplier nanoTime) {
        this.keepNanos = keepAlive.toNanos();
        this.found = found;
        this.nanoTime = nanoTime;
    }

    /// Nothing was sent on it: the call may be made again.
    static final class Stale extends IOException {
        private static final long serialVersionUID = 1;

        Stale() {
            super("the connection was idle for too long");
        }
    }

    void released(Connection connection) {
        if (connection.protocol() == Protocol.HTTP_1_1) {
            idleSince.put(connection, nanoTime.getAsLong());
        }
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        @Nullable Connection connection = chain.connection();
        @Nullable Long since = connection == null ? null : idleSince.remove(connection);
        if (connection != null && since != null) {
            long idle = nanoTime.getAsLong() - since;
            if (idle > keepNanos || (idle > FRESH_NANOS && isOver(connection.socket()))) {
                found.increment();
                throw new Stale();
            }
        }
        return chain.proceed(chain.request());
    }

    /// Whether there is an end, or a word that nobody asked for.
    private static boolean isOver(Socket socket) {
        try {
            int patience = socket.getSoTimeout();
            socket.setSoTimeout(1);
            try {
                int _ = socket.getInputStream().read();
                return true;
            } catch (SocketTimeoutException silent) {
                return false;
            } finally {
                socket.setSoTimeout(patience);
            }
        } catch (IOException broken) {
            return true;
        }
    }
}
