package dev.waypost.platform.http;

import dev.waypost.platform.work.Loop;
import io.micrometer.core.instrument.Counter;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.core5.http.HttpException;
import org.jspecify.annotations.Nullable;

/// The open connections to all origins: used again while they are fresh, closed when they are not.
///
/// A request on a connection that the other side closes at that moment fails without an answer, and nobody can say
/// whether it was read. So a connection is used again only for a short time, and looked at before.
final class Http1Connections implements AutoCloseable {
    private static final int MOST_IDLE = 1024;
    private static final ConcurrentLinkedDeque<Http1Connection> NONE = new ConcurrentLinkedDeque<>();

    private final Dialer dialer;
    private final HttpSettings settings;
    private final Counter stale;
    /// The idle ones of each origin. The one that was used last is used first: the others may grow old and go.
    private final Map<Origin, ConcurrentLinkedDeque<Http1Connection>> origins = new ConcurrentHashMap<>();
    private final Map<Http1Connection, Long> busyUntil = new ConcurrentHashMap<>();
    private final AtomicInteger idle = new AtomicInteger();
    private final Loop sweeps;

    Http1Connections(Dialer dialer, HttpSettings settings, Counter stale) {
        this.dialer = dialer;
        this.settings = settings;
        this.stale = stale;
        this.sweeps = Loop.every("http-connections", Duration.ofSeconds(1), this::sweep);
    }

    HttpAnswer send(URI uri, Outgoing request) throws HttpFailure, Dialer.PrefersHttp2 {
        return send(connection(uri, request), request);
    }

    private Http1Connection connection(URI uri, Outgoing request) throws HttpFailure, Dialer.PrefersHttp2 {
        long now = System.nanoTime();
        var waiting = origins.getOrDefault(request.origin(), NONE);
        for (@Nullable Http1Connection next = waiting.pollFirst(); next != null; next = waiting.pollFirst()) {
            idle.decrementAndGet();
            if (next.idleNanos(now) <= settings.keepAlive().toNanos() && !next.isStale(now)) {
                return next;
            }
            stale.increment();
            next.close();
        }
        try {
            return dialer.dial(uri, request.origin(), request.deadline());
        } catch (Dialer.PrefersHttp2 e) {
            throw e;
        } catch (IOException e) {
            throw HttpFailure.before(e);
        }
    }

    private HttpAnswer send(Http1Connection connection, Outgoing request) throws HttpFailure {
        busyUntil.put(connection, request.deadline());
        boolean reusable = false;
        try {
            HttpAnswer answer = connection.exchange(request, settings.maxAnswerBytes());
            reusable = connection.isReusable();
            return answer;
        } catch (Http1Connection.TooLarge e) {
            throw HttpFailure.tooLarge(settings.maxAnswerBytes(), e);
        } catch (IOException | HttpException e) {
            throw HttpFailure.after(busyUntil.containsKey(connection) ? e : new SocketTimeoutException());
        } finally {
            // Whoever takes it off the list decides: one that the sweep closed is not kept.
            boolean mine = busyUntil.remove(connection) != null;
            if (mine && reusable && idle.get() < MOST_IDLE) {
                keep(request.origin(), connection);
            } else {
                connection.close();
            }
        }
    }

    private void keep(Origin origin, Http1Connection connection) {
        connection.idle(System.nanoTime());
        idle.incrementAndGet();
        // Added while nobody can take the list away as an empty one.
        origins.compute(origin, (key, known) -> {
            var waiting = known == null ? new ConcurrentLinkedDeque<Http1Connection>() : known;
            waiting.addFirst(connection);
            return waiting;
        });
    }

    /// Closes what nobody may use any more, and frees who writes to somebody that does not read.
    void sweep() {
        long now = System.nanoTime();
        busyUntil.forEach((connection, deadline) -> {
            if (now - deadline > 0 && busyUntil.remove(connection, deadline)) {
                connection.close();
            }
        });
        for (Origin origin : origins.keySet()) {
            origins.computeIfPresent(origin, (key, waiting) -> {
                closeOld(waiting, now);
                return waiting.isEmpty() ? null : waiting;
            });
        }
    }

    /// The oldest are last.
    private void closeOld(ConcurrentLinkedDeque<Http1Connection> waiting, long now) {
        for (@Nullable Http1Connection last = waiting.peekLast();
                last != null && last.idleNanos(now) > settings.keepAlive().toNanos();
                last = waiting.peekLast()) {
            if (waiting.removeLastOccurrence(last)) {
                idle.decrementAndGet();
                last.close();
            }
        }
    }

    @Override
    public void close() {
        sweeps.close();
        origins.values().forEach(waiting -> waiting.forEach(Http1Connection::close));
    }
}
